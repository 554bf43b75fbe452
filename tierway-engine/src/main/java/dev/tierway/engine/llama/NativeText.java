package dev.tierway.engine.llama;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** C strings. llama.cpp's are UTF-8, though token texts may hold broken sequences, which become U+FFFD. */
final class NativeText {
    private NativeText() {}

    /** The string at {@code address}, empty for NULL. */
    static String read(MemorySegment address) {
        return address.equals(MemorySegment.NULL)
                ? ""
                : address.reinterpret(Long.MAX_VALUE).getString(0);
    }

    static byte[] bytes(MemorySegment segment, long length) {
        return segment.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    static String text(MemorySegment segment, long length) {
        return new String(bytes(segment, length), StandardCharsets.UTF_8);
    }
}
