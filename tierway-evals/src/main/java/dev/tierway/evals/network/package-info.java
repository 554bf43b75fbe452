/**
 * Networks of intents: read from {@code network.yaml}, run by a model with tools over a small world whose changes are
 * written as rules, so that a conversation has an end state to compare.
 */
package dev.tierway.evals.network;
