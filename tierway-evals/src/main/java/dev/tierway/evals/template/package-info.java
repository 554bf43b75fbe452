/** Templates and JSON paths: compiled once, without regular expressions, used for every case. */
package dev.tierway.evals.template;
