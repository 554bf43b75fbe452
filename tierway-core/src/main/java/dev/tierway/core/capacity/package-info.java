/**
 * Bought capacity: what a reservation is, when it is active, how tokens draw on it, and what its flat cost comes to.
 *
 * <p>Pure arithmetic. Capacity is counted in <em>units</em>: the tokens of a request, each weighed by the burndown rate of
 * its kind. Where a unit is a {@code long} it is in millionths, so that decimal rates are exact.
 */
package dev.tierway.core.capacity;
