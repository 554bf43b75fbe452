/** What callers think of answers: the API that takes it and shows it. */
@org.jspecify.annotations.NullMarked
package dev.tierway.gateway.feedback;
