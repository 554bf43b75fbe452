package dev.tierway.engine.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns the bytes of tokens into text as they come. Bytes of an unfinished character wait for the rest; bytes that can
 * never be UTF-8 become U+FFFD. Not thread-safe.
 */
public final class Detokenizer {
    private static final int UNFINISHED = 3;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer bytes = ByteBuffer.allocate(64);
    private CharBuffer chars = CharBuffer.allocate(64);

    /** Adds to {@code out} the characters that {@code piece} finishes. */
    public void append(byte[] piece, StringBuilder out) {
        if (bytes.remaining() < piece.length) {
            bytes = ByteBuffer.allocate(UNFINISHED + piece.length + 64).put(bytes.flip());
            chars = CharBuffer.allocate(bytes.capacity());
        }
        decode(bytes.put(piece), false, out);
    }

    /** Adds what is left of an unfinished character, as U+FFFD. Nothing may be appended after it. */
    public void flush(StringBuilder out) {
        decode(bytes, true, out);
    }

    private void decode(ByteBuffer input, boolean last, StringBuilder out) {
        decoder.decode(input.flip(), chars, last);
        input.compact();
        out.append(chars.flip());
        chars.clear();
    }
}
