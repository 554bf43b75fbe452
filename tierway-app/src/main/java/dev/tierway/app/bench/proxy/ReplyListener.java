package dev.tierway.app.bench.proxy;

import io.netty.buffer.ByteBuf;

/** Hears a reply as it arrives, on the client's event loop. */
interface ReplyListener {
    default void head(int status) {}

    default void body(ByteBuf part) {}

    /** The reply is whole. */
    void end();

    /** The connection was refused or broke off. */
    void failed(String reason);
}
