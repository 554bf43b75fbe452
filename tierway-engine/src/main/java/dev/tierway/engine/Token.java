package dev.tierway.engine;

import dev.tierway.engine.text.TokenLogprob;
import java.util.List;

/**
 * One generated token.
 *
 * @param logprob natural logarithm of its probability
 * @param alternatives the most probable tokens, most probable first; empty unless the chooser keeps them
 */
public record Token(int id, float logprob, List<TokenLogprob> alternatives) {}
