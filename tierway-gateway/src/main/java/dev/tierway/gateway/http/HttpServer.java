package dev.tierway.gateway.http;

import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A listening HTTP/1.1 server that hands each request, read whole, to a blocking {@link HttpHandler} on a fresh virtual
 * thread. Thread-safe.
 *
 * <p>Event loops do the parsing and the socket calls; docs/adr/0002-inbound-http.md says why and what a client may and
 * may not do.
 */
public final class HttpServer implements AutoCloseable {
    private static final int BACKLOG = 4096;
    private static final Duration SWEEP = Duration.ofMillis(100);
    private static final Duration AFTER_CUT = Duration.ofSeconds(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Threads threads;
    private final Channel listener;
    private final Connections connections;
    private final Exchanges exchanges;

    /** What the server's own threads do; the acceptor has one to itself so that busy connections do not delay it. */
    private record Threads(EventLoopGroup acceptLoop, EventLoopGroup loops, Future<?> sweep) {
        static Threads start(Transport transport, Connections connections) {
            EventLoopGroup acceptLoop = group("http-accept", 1, transport);
            Future<?> sweep = acceptLoop.scheduleAtFixedRate(
                    connections::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
            return new Threads(acceptLoop, group("http-loop", loopCount(), transport), sweep);
        }

        private static EventLoopGroup group(String name, int threads, Transport transport) {
            return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), transport.handlers());
        }

        private static int loopCount() {
            return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        }

        void stop() {
            sweep.cancel(false);
            stop(loops);
            stop(acceptLoop);
        }

        private static void stop(EventLoopGroup group) {
            group.shutdownGracefully(0, AFTER_CUT.toMillis(), TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly();
        }
    }

    private HttpServer(Threads threads, Channel listener, Connections connections, Exchanges exchanges) {
        this.threads = threads;
        this.listener = listener;
        this.connections = connections;
        this.exchanges = exchanges;
    }

    /** Binds and starts to serve; throws {@link UncheckedIOException} when the address or the TLS files are unusable. */
    public static HttpServer start(HttpServerConfig config, HttpHandler handler) {
        return start(config, handler, Transport.best());
    }

    static HttpServer start(HttpServerConfig config, HttpHandler handler, Transport transport) {
        FileDescriptors.warnWhenShort(config.maxConnections());
        SslContext tls = config.tls().map(HttpServer::tls).orElse(null);
        Connections connections = new Connections(config.maxConnections(), Ticker.system(), WallClock.system());
        Exchanges exchanges = new Exchanges(handler);
        Connection.Parts parts = new Connection.Parts(config, Ticker.system(), exchanges, connections);
        Threads threads = Threads.start(transport, connections);
        try {
            Channel listener = bind(
                    config,
                    new ServerBootstrap()
                            .group(threads.acceptLoop(), threads.loops())
                            .channel(transport.listener())
                            .childHandler(new Pipeline(parts, tls)));
            return new HttpServer(threads, listener, connections, exchanges);
        } catch (UncheckedIOException e) {
            threads.stop();
            throw e;
        }
    }

    private static Channel bind(HttpServerConfig config, ServerBootstrap bootstrap) {
        ChannelFuture bound = bootstrap
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .bind(config.host(), config.port())
                .awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new UncheckedIOException(new IOException(
                    "cannot listen on " + config.host() + ":" + config.port() + ": " + cause.getMessage(), cause));
        }
        return bound.channel();
    }

    /** Sets up the channel of a new connection, or turns it away when there are too many. */
    private static final class Pipeline extends ChannelInitializer<Channel> {
        private final Connection.Parts parts;
        private final @Nullable SslContext tls;

        Pipeline(Connection.Parts parts, @Nullable SslContext tls) {
            this.parts = parts;
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (parts.connections().full()) {
                turnAway(channel);
                return;
            }
            StrictRequestDecoder decoder =
                    new StrictRequestDecoder(parts.config().maxHeadBytes(), parts.ticker());
            Connection connection = new Connection(channel, decoder, parts);
            if (tls != null) {
                var handshake = tls.newHandler(channel.alloc());
                handshake.setHandshakeTimeoutMillis(
                        parts.config().headDeadline().toMillis());
                channel.pipeline().addLast(handshake);
            }
            channel.pipeline().addLast(decoder, connection);
            parts.connections().add(connection);
        }

        /** Best effort: the reply is lost when the client's request crosses it, and there is none before a handshake. */
        private void turnAway(Channel channel) {
            ChannelFuture sent = channel.newSucceededFuture();
            if (tls == null) {
                String date = parts.connections().date();
                sent = channel.writeAndFlush(Replies.refusal(RequestRefusal.tooManyConnections(), date, false));
            }
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static SslContext tls(HttpServerConfig.Tls files) {
        try {
            return SslContextBuilder.forServer(
                            files.certificate().toFile(), files.key().toFile())
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (IOException | IllegalArgumentException e) {
            throw new UncheckedIOException(new IOException(
                    "cannot serve TLS with certificate " + files.certificate() + " and key " + files.key()
                            + " (PEM, key in PKCS #8 without a password): " + e.getMessage(),
                    e));
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    public int port() {
        return address().getPort();
    }

    /** Open client connections. */
    public int connections() {
        return connections.size();
    }

    /** Handler calls that have not returned. */
    public int runningExchanges() {
        return exchanges.running();
    }

    /**
     * Stops accepting, closes idle connections, lets running exchanges finish for up to {@code limit}, cuts what is left
     * and releases every thread. Blocks meanwhile; a second call does nothing new.
     */
    public void drain(Duration limit) {
        connections.startDraining();
        listener.close().awaitUninterruptibly();
        connections.closeIdle();
        awaitQuiet(limit);
        connections.cutAll();
        awaitQuiet(AFTER_CUT);
        threads.stop();
    }

    private void awaitQuiet(Duration limit) {
        long start = System.nanoTime();
        while ((connections.size() > 0 || exchanges.running() > 0) && System.nanoTime() - start < limit.toNanos()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Drains without waiting for running exchanges. */
    @Override
    public void close() {
        drain(Duration.ZERO);
    }
}
