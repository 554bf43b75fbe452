package dev.tierway.engine.text;

/** A candidate token and the natural logarithm of its probability. */
public record TokenLogprob(int token, float logprob) {}
