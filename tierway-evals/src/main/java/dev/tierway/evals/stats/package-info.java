/**
 * What numbers prove: intervals, paired comparisons, sample sizes and decisions with three outcomes, and how far a judge
 * can be trusted. All of it is pure; whatever is random takes a seed.
 *
 * <p>Unscored observations never come here: they are counted beside a rate, not in it.
 */
package dev.tierway.evals.stats;
