/** Pages that need nothing else: how they are written and how they look. */
package dev.tierway.evals.page;
