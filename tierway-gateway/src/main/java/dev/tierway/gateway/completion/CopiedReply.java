package dev.tierway.gateway.completion;

import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.Headers;
import dev.tierway.gateway.http.ResponseStream;
import dev.tierway.providers.spi.Slice;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An exchange whose reply is copied on its way, unless it grows too large. Confined to the handling thread. */
final class CopiedReply implements Exchange {
    private final Exchange exchange;
    private final int most;
    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
    private boolean tooLarge;
    private boolean whole;

    /** @param most bytes that are copied */
    CopiedReply(Exchange exchange, int most) {
        this.exchange = exchange;
        this.most = most;
    }

    /** The body of the reply; empty unless it was sent to its end and is not too large. */
    Optional<byte[]> reply() {
        return whole && !tooLarge ? Optional.of(copy.toByteArray()) : Optional.empty();
    }

    boolean tooLarge() {
        return tooLarge;
    }

    private void copy(List<Slice> parts) {
        for (Slice part : parts) {
            if (tooLarge || part.length() > most - copy.size()) {
                tooLarge = true;
                copy.reset();
                return;
            }
            copy.write(part.array(), part.offset(), part.length());
        }
    }

    @Override
    public void respond(int status, Headers headers, List<Slice> body) {
        copy(body);
        exchange.respond(status, headers, body);
        whole = status == 200;
    }

    @Override
    public ResponseStream stream(int status, Headers headers) {
        ResponseStream out = exchange.stream(status, headers);
        return new ResponseStream() {
            @Override
            public void write(List<Slice> parts) {
                copy(parts);
                out.write(parts);
            }

            @Override
            public void flush() {
                out.flush();
            }

            @Override
            public void end() {
                out.end();
                whole = status == 200;
            }

            @Override
            public void close() {
                out.close();
            }
        };
    }

    @Override
    public String method() {
        return exchange.method();
    }

    @Override
    public String path() {
        return exchange.path();
    }

    @Override
    public @Nullable String query() {
        return exchange.query();
    }

    @Override
    public @Nullable String header(String name) {
        return exchange.header(name);
    }

    @Override
    public byte[] body() {
        return exchange.body();
    }

    @Override
    public InputStream bodyStream() {
        return exchange.bodyStream();
    }

    @Override
    public long arrivedNanos() {
        return exchange.arrivedNanos();
    }

    @Override
    public void onClientGone(Runnable action) {
        exchange.onClientGone(action);
    }

    @Override
    public boolean clientGone() {
        return exchange.clientGone();
    }
}
