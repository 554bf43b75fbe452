/** The commands that prove quality: suites, gates, judges, simulated customers, return on investment. */
@NullMarked
package dev.tierway.app.eval;

import org.jspecify.annotations.NullMarked;
