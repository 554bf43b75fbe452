/** How fast requests should be answered, and when they were. */
package dev.tierway.core.latency;
