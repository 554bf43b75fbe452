/**
 * What quality is worth: the pay-off of a case, the success rate at which it breaks even, and how sure a measured rate
 * makes a profit. Pure. Amounts of one case are nano-dollars; forecasts over many are dollars in a {@code double}, as
 * they are guesses and no bills.
 */
package dev.tierway.evals.roi;
