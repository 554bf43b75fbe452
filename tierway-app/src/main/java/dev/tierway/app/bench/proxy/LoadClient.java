package dev.tierway.app.bench.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over kept-alive connections from one event loop, newest idle connection first. All but {@link #open},
 * {@link #loop}, {@link #closeIdle} and {@link #close} is confined to that loop.
 */
final class LoadClient implements AutoCloseable {
    private final EventLoopGroup group;
    private final Bootstrap bootstrap;
    private final Map<String, Deque<Channel>> idle = new HashMap<>();

    private LoadClient(EventLoopGroup group, Bootstrap bootstrap) {
        this.group = group;
        this.bootstrap = bootstrap;
    }

    static LoadClient open() {
        Sockets sockets = Sockets.best();
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, sockets.handlers());
        return new LoadClient(
                group,
                new Bootstrap()
                        .group(group)
                        .channel(sockets.client())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .handler(new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline().addLast(new HttpResponseDecoder(), new ReplyReader(channel));
                            }
                        }));
    }

    EventLoop loop() {
        return group.next();
    }

    /** Sends {@code request} on an idle or new connection. */
    Call send(Target target, byte[] request, ReplyListener listener) {
        Call call = new Call(this, target, listener);
        Channel channel = idleChannel(target);
        if (channel != null) {
            call.start(channel, request);
            return call;
        }
        ChannelFuture connecting =
                bootstrap.connect(target.base().getHost(), target.base().getPort());
        call.connecting(connecting.channel());
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                call.start(connecting.channel(), request);
            } else {
                listener.failed("cannot connect: " + done.cause().getMessage());
            }
        });
        return call;
    }

    /** Runs {@code action} on the loop after {@code nanos}. */
    // Timers of a client that was closed have nothing left to do.
    @SuppressWarnings("FutureReturnValueIgnored")
    void after(long nanos, Runnable action) {
        loop().schedule(action, nanos, TimeUnit.NANOSECONDS);
    }

    private @Nullable Channel idleChannel(Target target) {
        Deque<Channel> channels = idle.getOrDefault(target.name(), new ArrayDeque<>());
        Channel channel = channels.pollLast();
        while (channel != null && !channel.isActive()) {
            channel = channels.pollLast();
        }
        return channel;
    }

    private void release(Target target, Channel channel) {
        idle.computeIfAbsent(target.name(), name -> new ArrayDeque<>()).addLast(channel);
    }

    /** Closes the connections that no call uses; from any thread. */
    // There is nobody left to tell when closing fails.
    @SuppressWarnings("FutureReturnValueIgnored")
    void closeIdle() {
        loop().execute(() -> {
            idle.values().forEach(channels -> channels.forEach(Channel::close));
            idle.clear();
        });
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** One request on its way. */
    static final class Call implements ReplyListener {
        private final LoadClient client;
        private final Target target;
        private final ReplyListener listener;
        private @Nullable Channel channel;

        private Call(LoadClient client, Target target, ReplyListener listener) {
            this.client = client;
            this.target = target;
            this.listener = listener;
        }

        private void connecting(Channel connecting) {
            channel = connecting;
        }

        // A failed write closes the channel, and the reader then reports it.
        @SuppressWarnings("FutureReturnValueIgnored")
        private void start(Channel connected, byte[] request) {
            channel = connected;
            connected.pipeline().get(ReplyReader.class).expect(this);
            connected.writeAndFlush(Unpooled.wrappedBuffer(request), connected.voidPromise());
        }

        /** Closes the connection, as a client that leaves does; nothing is heard any more. */
        // There is nobody left to tell when closing fails.
        @SuppressWarnings("FutureReturnValueIgnored")
        void leave() {
            if (channel != null) {
                ReplyReader reader = channel.pipeline().get(ReplyReader.class);
                if (reader != null) {
                    reader.forget();
                }
                channel.close();
            }
        }

        @Override
        public void head(int status) {
            listener.head(status);
        }

        @Override
        public void body(ByteBuf part) {
            listener.body(part);
        }

        @Override
        public void end() {
            if (channel != null && channel.isActive()) {
                client.release(target, channel);
            }
            listener.end();
        }

        @Override
        public void failed(String reason) {
            listener.failed(reason);
        }
    }
}
