/** Stored completions: which answers are kept, how they are cleaned, and the API over them. */
@org.jspecify.annotations.NullMarked
package dev.tierway.gateway.completion;
