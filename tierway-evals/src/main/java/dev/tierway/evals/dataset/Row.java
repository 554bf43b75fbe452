package dev.tierway.evals.dataset;

import tools.jackson.databind.node.ObjectNode;

/**
 * One row of a file. Its tree is shared: read it only.
 *
 * @param item its fields; texts where the format knows nothing else
 * @param at where it begins
 */
public record Row(ObjectNode item, Case.Origin at) {}
