/** {@code tierway batch}: runs files of requests through a gateway's batch API, and says beforehand what that costs. */
@NullMarked
package dev.tierway.app.batch;

import org.jspecify.annotations.NullMarked;
