/**
 * Simulated customers: scenarios played by a model against an agent, checked for what the customer itself did wrong, and
 * judged by what the agent did to the world.
 */
package dev.tierway.evals.simulate;
