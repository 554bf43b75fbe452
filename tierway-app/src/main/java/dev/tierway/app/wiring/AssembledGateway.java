package dev.tierway.app.wiring;

import dev.tierway.app.cli.RunningGateway;
import dev.tierway.gateway.http.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** A gateway that listens. */
final class AssembledGateway implements RunningGateway {
    private final HttpServer server;
    private final Duration drain;
    private final AtomicReference<String> stopping;
    private final Runnable free;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param stopping told why the gateway stops, for readiness
     * @param free gives back what stands behind the server
     */
    AssembledGateway(HttpServer server, Duration drain, AtomicReference<String> stopping, Runnable free) {
        this.server = server;
        this.drain = drain;
        this.stopping = stopping;
        this.free = free;
    }

    @Override
    public URI address() {
        InetSocketAddress address = server.address();
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return URI.create("http://" + literal + ":" + address.getPort());
    }

    @Override
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            return;
        }
        stopping.set("the gateway is stopping");
        server.drain(drain);
        free.run();
        closed.countDown();
    }
}
