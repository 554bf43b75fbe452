package dev.tierway.evals.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * The results of a run, one JSON object a line ({@link ResultJson}), appended in groups. A group is on disk when {@link
 * #append} returns; a process that dies leaves at most one torn line, which the next {@link #open} cuts off. Confined to
 * one thread.
 */
public final class ResultsFile implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int TAIL = 64 * 1024;
    private static final int WRITE_SIZE = 1 << 20;

    private final FileChannel channel;

    private ResultsFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Continues {@code file} after its last whole line, or begins it. */
    public static ResultsFile open(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            long whole = wholeLines(channel);
            channel.truncate(whole);
            channel.position(whole);
            return new ResultsFile(channel);
        } catch (IOException | RuntimeException unreadable) {
            channel.close();
            throw unreadable;
        }
    }

    /** How many bytes of the file are whole lines. */
    private static long wholeLines(FileChannel channel) throws IOException {
        ByteBuffer tail = ByteBuffer.allocate(TAIL);
        long end = channel.size();
        while (end > 0) {
            long from = Math.max(0, end - TAIL);
            tail.clear().limit((int) (end - from));
            while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {
                // One read may give less than asked.
            }
            for (int i = tail.position() - 1; i >= 0; i--) {
                if (tail.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            end = from;
        }
        return 0;
    }

    /** Adds results and waits until they are on disk. */
    public void append(List<CaseResult> group) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (CaseResult result : group) {
            lines.writeBytes(JSON.writeValueAsBytes(ResultJson.write(result)));
            lines.write('\n');
            if (lines.size() >= WRITE_SIZE) {
                write(lines);
            }
        }
        write(lines);
        channel.force(false);
    }

    private void write(ByteArrayOutputStream lines) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        lines.reset();
    }

    /** The whole lines of {@code file}, read as they are asked for. */
    public static ResultStream read(Path file) throws IOException {
        return new ResultStream(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
