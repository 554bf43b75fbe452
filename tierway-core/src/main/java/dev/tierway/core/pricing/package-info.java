/**
 * Exact prices and what they make of a request: a {@link dev.tierway.core.pricing.PriceBook} of dated versions turns the
 * usage, the served tier and the time of use into a {@link dev.tierway.core.pricing.Charge}.
 *
 * <p>Prices are exact decimals of US dollars per token, amounts are whole nano-dollars. A request's amount is summed
 * exactly and rounded once, by {@link dev.tierway.core.pricing.NanoDollars#round}.
 */
package dev.tierway.core.pricing;
