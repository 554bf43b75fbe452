package dev.tierway.app.bench.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * An OpenAI-like server that answers as a {@link MockScript} in the request says, on one event loop so that it takes
 * little of the machine from what is measured. Runs in a process of its own and ends with its standard input.
 */
final class MockUpstream implements AutoCloseable {
    static final String READY = "listening on ";

    private static final int MAX_BODY_BYTES = 64 << 20;
    private static final int BACKLOG = 4096;

    private final EventLoopGroup loops;
    private final Channel listener;

    private MockUpstream(EventLoopGroup loops, Channel listener) {
        this.loops = loops;
        this.listener = listener;
    }

    /** Serves until standard input ends; says on standard output where. */
    public static void main(String[] args) throws IOException {
        try (MockUpstream mock = start()) {
            PrintStream out = System.out;
            out.println(READY + mock.port());
            out.flush();
            System.in.transferTo(PrintStream.nullOutputStream());
        }
    }

    static MockUpstream start() {
        Sockets sockets = Sockets.best();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, sockets.handlers());
        MockLog log = new MockLog();
        MockReplies replies = new MockReplies();
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(sockets.listener())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpRequestDecoder(),
                                        new HttpObjectAggregator(MAX_BODY_BYTES),
                                        new MockConnection(channel, log, replies));
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
        return new MockUpstream(loops, listener);
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
