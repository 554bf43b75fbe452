/** Which requests could have waited, and what that would have saved. */
@NullMarked
package dev.tierway.gateway.deferrable;

import org.jspecify.annotations.NullMarked;
