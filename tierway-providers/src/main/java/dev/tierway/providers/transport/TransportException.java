package dev.tierway.providers.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why an exchange with a backend broke off, and how far it had come. Messages hold no request or response content. */
public final class TransportException extends IOException {
    private static final long serialVersionUID = 1L;

    public enum Kind {
        /** No connection came about: refused, unreachable, unknown host, or TLS was rejected. */
        CONNECT,
        /** All connections the configuration allows are in use. */
        EXHAUSTED,
        /** The backend closed or reset the connection. */
        BROKEN,
        /** A phase took longer than its timeout. */
        TIMEOUT,
        /** The request's deadline passed. */
        DEADLINE,
        /** The backend's bytes are not HTTP/1.1 as it is specified. */
        PROTOCOL,
        /** The response is larger than the caller takes. */
        TOO_LARGE,
        /** The caller cancelled. */
        CANCELLED
    }

    /** What the exchange was doing, in order. */
    public enum Phase {
        CONNECT,
        WRITE,
        HEAD,
        BODY
    }

    private final Kind kind;
    private final Phase phase;

    TransportException(Kind kind, Phase phase, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.phase = phase;
    }

    public Kind kind() {
        return kind;
    }

    public Phase phase() {
        return phase;
    }
}
