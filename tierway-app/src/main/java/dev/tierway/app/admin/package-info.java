/** The {@code tierway} commands that ask a running gateway, or change what it keeps, with an admin key. */
@NullMarked
package dev.tierway.app.admin;

import org.jspecify.annotations.NullMarked;
