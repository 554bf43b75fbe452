/** Named profiles of a project: which model, tiers and budget a use has, and when its callers run in a better tier. */
@NullMarked
package dev.tierway.gateway.usecase;

import org.jspecify.annotations.NullMarked;
