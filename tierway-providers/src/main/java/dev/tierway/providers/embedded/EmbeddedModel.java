package dev.tierway.providers.embedded;

import dev.tierway.engine.text.ChatTemplate;
import dev.tierway.engine.text.GrammarCompiler;
import dev.tierway.engine.text.Tokenizer;
import java.util.Optional;

/**
 * What a provider must know of the model its engine runs.
 *
 * @param template how conversations are written; empty for a model that was not trained on any
 * @param contextTokens longest prompt plus output, as the engine is set up
 * @param fingerprint goes out as {@code system_fingerprint}: changes when weights or native library change
 * @param release frees the weights; run when the engine is closed
 */
public record EmbeddedModel(
        Tokenizer tokenizer,
        Optional<ChatTemplate> template,
        GrammarCompiler grammars,
        int contextTokens,
        String fingerprint,
        Runnable release) {}
