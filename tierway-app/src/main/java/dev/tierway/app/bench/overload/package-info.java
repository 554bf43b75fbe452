/**
 * Overloads a running gateway with all five tiers at a multiple of what it was first measured to serve, and reports what
 * each tier got. Open loop: requests leave when they are due, and latency counts from then on, however late the sender or
 * the gateway is.
 */
@NullMarked
package dev.tierway.app.bench.overload;

import org.jspecify.annotations.NullMarked;
