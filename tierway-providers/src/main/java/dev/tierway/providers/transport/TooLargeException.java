package dev.tierway.providers.transport;

import java.io.IOException;

/** More bytes than the reader is willing to hold. */
final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String what, long limit) {
        super(what + " is larger than " + limit + " bytes");
    }
}
