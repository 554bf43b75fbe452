package dev.tierway.providers.transport;

import java.io.IOException;

/** Bytes that are not HTTP/1.1. */
final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
