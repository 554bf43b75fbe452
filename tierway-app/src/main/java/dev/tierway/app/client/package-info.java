/** How commands reach a running gateway: its address, a key, requests over HTTP. */
@NullMarked
package dev.tierway.app.client;

import org.jspecify.annotations.NullMarked;
