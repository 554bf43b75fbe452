package dev.tierway.gateway.http;

import dev.tierway.providers.spi.Slice;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** Copies slices into buffers that the event loop can send. */
final class Slices {
    private Slices() {}

    static int length(List<Slice> parts) {
        int length = 0;
        for (Slice part : parts) {
            length = Math.addExact(length, part.length());
        }
        return length;
    }

    static void write(List<Slice> parts, ByteBuf to) {
        for (Slice part : parts) {
            to.writeBytes(part.array(), part.offset(), part.length());
        }
    }
}
