package dev.tierway.gateway.evals;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One row of a run.
 *
 * @param number from 0
 * @param sample a missing node where the row brings none
 */
record Row(long number, ObjectNode item, JsonNode sample) {}
