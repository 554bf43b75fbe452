/**
 * Strict configuration: a tree of located nodes is bound to records by name, every value has a declared format with a
 * unit, and all mistakes of a file are told together with where they stand and how to mend them.
 *
 * <p>Knows no file format; whoever parses one builds {@link ConfigNode}s.
 */
package dev.tierway.core.config;
