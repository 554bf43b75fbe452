/** OpenAI's evals API: evals, their runs in the background, and what came of each item. */
@NullMarked
package dev.tierway.gateway.evals;

import org.jspecify.annotations.NullMarked;
