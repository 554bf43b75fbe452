package dev.tierway.providers.transport;

import java.io.IOException;

/** Where a response body ends, and which bytes on the wire belong to it. One per body, confined to its thread. */
sealed interface BodyFraming {
    /**
     * Takes raw bytes {@code b[from, to)} and moves what belongs to the body together at {@code from}.
     *
     * @return index after the last body byte
     */
    int decode(byte[] b, int from, int to) throws ProtocolException;

    /** The whole body was decoded. */
    boolean done();

    /** Bytes came behind the end of the body: the connection cannot be used again. */
    boolean surplus();

    /** The connection ended; throws when the body had not. */
    void endOfInput() throws IOException;

    /** As many bytes as {@code Content-Length} says. */
    final class Fixed implements BodyFraming {
        private long remaining;
        private boolean surplus;

        Fixed(long length) {
            this.remaining = length;
        }

        long remaining() {
            return remaining;
        }

        @Override
        public int decode(byte[] b, int from, int to) {
            int count = (int) Math.min(remaining, to - from);
            remaining -= count;
            surplus |= count < to - from;
            return from + count;
        }

        @Override
        public boolean done() {
            return remaining == 0;
        }

        @Override
        public boolean surplus() {
            return surplus;
        }

        @Override
        public void endOfInput() throws IOException {
            throw new ProtocolException("the connection closed " + remaining + " bytes before the end of the body");
        }
    }

    /** Everything until the backend closes: only an orderly close tells the end. */
    final class UntilClose implements BodyFraming {
        private boolean done;

        @Override
        public int decode(byte[] b, int from, int to) {
            return to;
        }

        @Override
        public boolean done() {
            return done;
        }

        @Override
        public boolean surplus() {
            return true;
        }

        @Override
        public void endOfInput() {
            done = true;
        }
    }

    /** Chunks (RFC 9112, section 7.1); extensions and trailers are skipped. */
    final class Chunked implements BodyFraming {
        private static final int MAX_SIZE_DIGITS = 8;
        private static final int MAX_LINE = 8 * 1024;

        private enum State {
            SIZE,
            EXTENSION,
            SIZE_LF,
            DATA,
            DATA_CR,
            DATA_LF,
            TRAILER_START,
            TRAILER,
            TRAILER_LF,
            LAST_LF,
            DONE
        }

        private State state = State.SIZE;
        private long size;
        private int digits;
        private int lineBytes;
        private boolean surplus;

        @Override
        public int decode(byte[] b, int from, int to) throws ProtocolException {
            int out = from;
            int at = from;
            while (at < to && state != State.DONE) {
                if (state == State.DATA) {
                    int count = (int) Math.min(size, to - at);
                    System.arraycopy(b, at, b, out, count);
                    out += count;
                    at += count;
                    size -= count;
                    if (size == 0) {
                        state = State.DATA_CR;
                    }
                } else {
                    state = step(b[at++]);
                }
            }
            surplus |= at < to;
            return out;
        }

        private State step(byte b) throws ProtocolException {
            return switch (state) {
                case SIZE -> size(b);
                case EXTENSION -> lineByte(b, State.EXTENSION, State.SIZE_LF);
                case SIZE_LF -> {
                    require(b, '\n');
                    digits = 0;
                    lineBytes = 0;
                    yield size == 0 ? State.TRAILER_START : State.DATA;
                }
                case DATA_CR -> {
                    require(b, '\r');
                    yield State.DATA_LF;
                }
                case DATA_LF -> {
                    require(b, '\n');
                    yield State.SIZE;
                }
                case TRAILER_START -> b == '\r' ? State.LAST_LF : lineByte(b, State.TRAILER, State.TRAILER_LF);
                case TRAILER -> lineByte(b, State.TRAILER, State.TRAILER_LF);
                case TRAILER_LF -> {
                    require(b, '\n');
                    yield State.TRAILER_START;
                }
                case LAST_LF -> {
                    require(b, '\n');
                    yield State.DONE;
                }
                case DATA, DONE -> throw new IllegalStateException("no framing byte is due");
            };
        }

        private State size(byte b) throws ProtocolException {
            int digit = Character.digit(b, 16);
            if (digit >= 0 && b >= '0') {
                if (digits == MAX_SIZE_DIGITS) {
                    throw new ProtocolException("a chunk size of more than " + MAX_SIZE_DIGITS + " digits");
                }
                size = digits == 0 ? digit : size * 16 + digit;
                digits++;
                return State.SIZE;
            }
            if (digits == 0) {
                throw new ProtocolException("a chunk without a size");
            }
            if (b == '\r') {
                return State.SIZE_LF;
            }
            if (b == ';' || b == ' ' || b == '\t') {
                return State.EXTENSION;
            }
            throw new ProtocolException("a chunk size that is not hexadecimal");
        }

        private State lineByte(byte b, State within, State atEnd) throws ProtocolException {
            if (b == '\r') {
                return atEnd;
            }
            if (b == '\n' || ++lineBytes > MAX_LINE) {
                throw new ProtocolException("a malformed chunk extension or trailer");
            }
            return within;
        }

        private static void require(byte b, char wanted) throws ProtocolException {
            if (b != wanted) {
                throw new ProtocolException("a chunk that does not end where its size says");
            }
        }

        @Override
        public boolean done() {
            return state == State.DONE;
        }

        @Override
        public boolean surplus() {
            return surplus;
        }

        @Override
        public void endOfInput() throws IOException {
            throw new ProtocolException("the connection closed before the last chunk");
        }
    }
}
