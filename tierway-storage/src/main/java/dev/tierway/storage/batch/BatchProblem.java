package dev.tierway.storage.batch;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Why a batch's input cannot be run.
 *
 * @param param what of the line is wrong
 * @param line 1-based
 */
public record BatchProblem(String code, String message, Optional<String> param, OptionalLong line) {}
