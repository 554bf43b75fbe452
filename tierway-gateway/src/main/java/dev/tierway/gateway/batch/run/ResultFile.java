package dev.tierway.gateway.batch.run;

import dev.tierway.gateway.http.JsonReply;
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
        byte[] line = inOneLine(JsonReply.text(json -> {
            json.writeStartObject();
            json.writeStringProperty("id", result.requestId());
            json.writeStringProperty("custom_id", result.customId());
            LineOutcomeJson.write(json, result.requestId(), result.outcome());
            json.writeEndObject();
        }));
        to.write(line, 0, line.length);
        to.write('\n');
    }

    /** In JSON, line ends stand between tokens only, where a space does as well. */
    private static byte[] inOneLine(String json) {
        return json.replace('\n', ' ').replace('\r', ' ').getBytes(StandardCharsets.UTF_8);
    }
}
