package dev.tierway.evals.grader;

import dev.tierway.evals.embedding.Embedders;
import dev.tierway.evals.judge.Calibrations;
import dev.tierway.evals.model.ChatModel;
import java.nio.file.Path;

/**
 * What graders work with.
 *
 * @param models where judges are
 * @param folder that of the suite file, which relative paths start from
 * @param allowCommands whether programs of the user's may run
 */
public record GraderParts(
        ChatModel models, Embedders embedders, Calibrations calibrations, Path folder, boolean allowCommands) {}
