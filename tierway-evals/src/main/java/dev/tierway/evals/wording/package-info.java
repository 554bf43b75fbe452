/** Reading people's words by their surface: values, sentences, what an agent says it did. Not shown to other modules. */
package dev.tierway.evals.wording;
