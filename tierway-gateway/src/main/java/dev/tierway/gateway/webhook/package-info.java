/** How events and alerts reach receivers over HTTP, signed after Standard Webhooks. */
@NullMarked
package dev.tierway.gateway.webhook;

import org.jspecify.annotations.NullMarked;
