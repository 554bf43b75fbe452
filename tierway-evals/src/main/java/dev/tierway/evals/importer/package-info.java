/** Suites of other tools, made into suite files. What cannot be carried over is named. */
package dev.tierway.evals.importer;
