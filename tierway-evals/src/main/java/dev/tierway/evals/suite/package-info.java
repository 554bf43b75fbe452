/** The suite file {@code evals.yaml}: what is evaluated, on which cases, by which graders, and what it must reach. */
package dev.tierway.evals.suite;
