package dev.tierway.gateway.batch.run;

import dev.tierway.gateway.http.JsonReply;
import dev.tierway.storage.batch.LineOutcome;
import dev.tierway.storage.batch.LineResult;
import dev.tierway.storage.file.FileSink;
import dev.tierway.storage.file.FileStore;
import dev.tierway.storage.file.NewFile;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * An output or error file of a batch as it is written, one line for each result in the form of OpenAI. There is none as
 * long as there are no results. Confined to one thread.
 */
final class ResultFile implements AutoCloseable {
    private final FileStore files;
    private final Supplier<NewFile> described;
    private @Nullable FileSink sink;
    private Optional<String> id = Optional.empty();

    ResultFile(FileStore files, Supplier<NewFile> described) {
        this.files = files;
        this.described = described;
    }

    /** Empty without results. */
    Optional<String> id() {
        return id;
    }

    void add(LineResult result) {
        FileSink open = sink;
        if (open == null) {
            NewFile file = described.get();
            open = files.create(file);
            sink = open;
            id = Optional.of(file.id());
        }
        write(result, open);
    }

    /** Has the file appear with a transaction. */
    void finish(Handle handle) {
        if (sink != null) {
            sink.finish(handle);
        }
    }

    /** Drops what was not finished. */
    @Override
    public void close() {
        if (sink != null) {
            sink.close();
        }
    }

    private static void write(LineResult result, FileSink to) {
        text("{\"id\":" + quoted(result.requestId()) + ",\"custom_id\":" + quoted(result.customId()), to);
        switch (result.outcome()) {
            case LineOutcome.Answered answered -> {
                text(
                        ",\"response\":{\"status_code\":" + answered.statusCode() + ",\"request_id\":"
                                + quoted(result.requestId()) + ",\"body\":",
                        to);
                byte[] body = inOneLine(answered.body());
                to.write(body, 0, body.length);
                text("},\"error\":null}\n", to);
            }
            case LineOutcome.Failed failed ->
                text(
                        ",\"response\":null,\"error\":{\"code\":" + quoted(failed.code()) + ",\"message\":"
                                + quoted(failed.message()) + "}}\n",
                        to);
        }
    }

    /** In JSON, line ends stand between tokens only, where a space does as well. */
    private static byte[] inOneLine(byte[] json) {
        byte[] line = json.clone();
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        return line;
    }

    private static String quoted(String text) {
        return JsonReply.text(json -> json.writeString(text));
    }

    private static void text(String text, FileSink to) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.write(bytes, 0, bytes.length);
    }
}
