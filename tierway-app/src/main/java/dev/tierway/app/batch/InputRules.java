package dev.tierway.app.batch;

import java.util.Optional;

/**
 * What the command line says of an input file.
 *
 * @param model for lines that name none; those that name another are wrong
 * @param endpoint where all lines go; that of the first line when empty
 * @param wrap whether lines may be bare request bodies, and may leave out {@code custom_id}, {@code method} and {@code url}
 */
record InputRules(Optional<String> model, Optional<String> endpoint, boolean wrap) {}
