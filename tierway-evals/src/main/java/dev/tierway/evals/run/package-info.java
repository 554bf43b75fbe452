/** Runs suites: targets answer, graders grade, results are kept so that a crash loses nothing. */
@NullMarked
package dev.tierway.evals.run;

import org.jspecify.annotations.NullMarked;
