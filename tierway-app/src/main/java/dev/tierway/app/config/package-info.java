/** What a gateway is told to be: {@link dev.tierway.app.config.TierwayConfig} and how it is read from YAML. */
@NullMarked
package dev.tierway.app.config;

import org.jspecify.annotations.NullMarked;
