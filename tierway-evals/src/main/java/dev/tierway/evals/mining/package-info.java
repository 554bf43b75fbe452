/**
 * Scenarios from history: transcripts of people are read, matched to the intents of a network, freed of personal data and
 * written down as objective, known and withheld facts, for a person to approve.
 */
package dev.tierway.evals.mining;
