package dev.tierway.testing.gguf;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a GGUF version 3 file: typed metadata, then F32 tensors. Values may be {@code String}, {@code Integer} (as
 * uint32), {@code Float}, {@code Boolean}, {@code List<String>} or {@code int[]}. Not thread-safe.
 *
 * <p>Format: github.com/ggml-org/ggml, docs/gguf.md.
 */
public final class GgufWriter {
    private static final int MAGIC = 0x46554747;
    private static final int VERSION = 3;
    private static final int ALIGNMENT = 32;
    private static final int F32 = 0;

    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final List<Tensor> tensors = new ArrayList<>();

    private record Tensor(String name, long[] shape, float[] values) {}

    public GgufWriter put(String key, Object value) {
        metadata.put(key, value);
        return this;
    }

    /**
     * Adds a tensor.
     *
     * @param shape fastest-varying dimension first, as ggml has it
     */
    public GgufWriter tensor(String name, float[] values, long... shape) {
        tensors.add(new Tensor(name, shape, values));
        return this;
    }

    public void write(Path file) throws IOException {
        try (Output out = new Output(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            out.int32(MAGIC);
            out.int32(VERSION);
            out.int64(tensors.size());
            out.int64(metadata.size());
            for (Map.Entry<String, Object> entry : metadata.entrySet()) {
                out.string(entry.getKey());
                value(out, entry.getValue());
            }
            long offset = 0;
            for (Tensor tensor : tensors) {
                out.string(tensor.name());
                out.int32(tensor.shape().length);
                for (long dimension : tensor.shape()) {
                    out.int64(dimension);
                }
                out.int32(F32);
                out.int64(offset);
                offset = aligned(offset + 4L * tensor.values().length);
            }
            for (Tensor tensor : tensors) {
                out.pad();
                out.floats(tensor.values());
            }
        }
    }

    private static void value(Output out, Object value) throws IOException {
        switch (value) {
            case Integer number -> {
                out.int32(4);
                out.int32(number);
            }
            case Float number -> {
                out.int32(6);
                out.int32(Float.floatToRawIntBits(number));
            }
            case Boolean flag -> {
                out.int32(7);
                out.write(flag ? 1 : 0);
            }
            case String text -> {
                out.int32(8);
                out.string(text);
            }
            case int[] numbers -> {
                out.int32(9);
                out.int32(5);
                out.int64(numbers.length);
                for (int number : numbers) {
                    out.int32(number);
                }
            }
            case List<?> texts -> {
                out.int32(9);
                out.int32(8);
                out.int64(texts.size());
                for (Object text : texts) {
                    out.string((String) text);
                }
            }
            default -> throw new IllegalArgumentException("no GGUF type for " + value.getClass());
        }
    }

    private static long aligned(long offset) {
        return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Little-endian primitives that count their bytes. */
    private static final class Output implements AutoCloseable {
        private final OutputStream out;
        private long written;

        Output(OutputStream out) {
            this.out = out;
        }

        void write(int value) throws IOException {
            out.write(value);
            written++;
        }

        void int32(int value) throws IOException {
            for (int shift = 0; shift < 32; shift += 8) {
                write(value >>> shift);
            }
        }

        void int64(long value) throws IOException {
            int32((int) value);
            int32((int) (value >>> 32));
        }

        void string(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int64(bytes.length);
            out.write(bytes);
            written += bytes.length;
        }

        void floats(float[] values) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            out.write(bytes.array());
            written += bytes.capacity();
        }

        void pad() throws IOException {
            while (written % ALIGNMENT != 0) {
                write(0);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
