/** The command line: what users type, and nothing of how it is done. */
@NullMarked
package dev.tierway.app.cli;

import org.jspecify.annotations.NullMarked;
