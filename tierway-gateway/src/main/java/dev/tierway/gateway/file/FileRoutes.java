package dev.tierway.gateway.file;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.time.IdSource;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.admin.QueryParameters;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.HeaderName;
import dev.tierway.gateway.http.Headers;
import dev.tierway.gateway.http.HttpHandler;
import dev.tierway.gateway.http.JsonReply;
import dev.tierway.gateway.http.ResponseStream;
import dev.tierway.providers.spi.Slice;
import dev.tierway.storage.file.FileQuery;
import dev.tierway.storage.file.FileStore;
import dev.tierway.storage.file.NewFile;
import dev.tierway.storage.file.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/** OpenAI's {@code /v1/files}: the files of the project whose key asks. Thread-safe. */
public final class FileRoutes implements HttpHandler {
    public static final String PATH = "/v1/files";

    private static final String ID_PREFIX = "file-";
    private static final String CONTENT = "/content";
    private static final int MOST_LISTED = 10_000;
    private static final int PIECE_BYTES = 64 << 10;

    /** What a form may have beside the file. */
    private static final int FORM_BYTES = 64 << 10;

    private static final Headers BYTES = Headers.of(HeaderName.CONTENT_TYPE, "application/octet-stream");

    private final Authenticator authenticator;
    private final FileStore files;
    private final FileLimits limits;
    private final IdSource ids;
    private final WallClock clock;

    public FileRoutes(Authenticator authenticator, FileStore files, FileLimits limits, IdSource ids, WallClock clock) {
        this.authenticator = authenticator;
        this.files = files;
        this.limits = limits;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public long streamedBody(String method, String path) {
        return path.equals(PATH) && method.equals("POST") ? limits.maxBytes() + FORM_BYTES : 0;
    }

    /** Answers a request whose path is {@link #PATH} or begins with it and a slash. */
    @Override
    public void handle(Exchange exchange) {
        String project = authenticator
                .authenticate(exchange.header("authorization"))
                .project()
                .name();
        String path = exchange.path();
        if (path.equals(PATH)) {
            switch (exchange.method()) {
                case "POST" -> upload(exchange, project);
                case "GET" -> list(exchange, project);
                default -> throw wrongMethod(exchange, "GET or POST");
            }
            return;
        }
        String rest = path.substring(PATH.length() + 1);
        boolean content = rest.endsWith(CONTENT);
        String id = content ? rest.substring(0, rest.length() - CONTENT.length()) : rest;
        switch (exchange.method()) {
            case "GET" -> {
                StoredFile file = find(project, id);
                if (content) {
                    download(exchange, file);
                } else {
                    JsonReply.send(exchange, json -> write(json, file));
                }
            }
            case "DELETE" -> {
                if (content) {
                    throw wrongMethod(exchange, "GET");
                }
                delete(exchange, project, id);
            }
            default -> throw wrongMethod(exchange, content ? "GET" : "GET or DELETE");
        }
    }

    private void upload(Exchange exchange, String project) {
        NewFile file = new NewFile(ID_PREFIX + ids.next(), project, "", "", clock.now(), Optional.empty());
        StoredFile stored;
        try (InputStream body = exchange.bodyStream();
                FileUpload upload = new FileUpload(files, limits, file)) {
            stored = upload.take(MultipartReader.of(exchange.header("content-type"), body));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        JsonReply.send(exchange, json -> write(json, stored));
    }

    private void list(Exchange exchange, String project) {
        QueryParameters query = QueryParameters.parse(exchange.query(), Set.of("purpose", "limit", "order", "after"));
        int limit = (int) query.number("limit", 1, MOST_LISTED).orElse(MOST_LISTED);
        boolean newestFirst = query.newestFirst("desc");
        List<StoredFile> found =
                files.list(new FileQuery(project, query.one("purpose"), query.one("after"), newestFirst, limit + 1));
        List<StoredFile> page = found.subList(0, Math.min(limit, found.size()));
        JsonReply.send(exchange, json -> {
            json.writeStartObject();
            json.writeStringProperty("object", "list");
            json.writeArrayPropertyStart("data");
            page.forEach(file -> write(json, file));
            json.writeEndArray();
            json.writeName("first_id");
            json.writeString(page.isEmpty() ? null : page.getFirst().id());
            json.writeName("last_id");
            json.writeString(page.isEmpty() ? null : page.getLast().id());
            json.writeBooleanProperty("has_more", found.size() > limit);
            json.writeEndObject();
        });
    }

    private void download(Exchange exchange, StoredFile file) {
        byte[] piece = new byte[PIECE_BYTES];
        try (InputStream content = files.open(file)) {
            // The first piece is read before anything is said, so that a file that is gone is still an error.
            int read = content.read(piece);
            try (ResponseStream reply = exchange.stream(200, BYTES)) {
                for (; read >= 0; read = content.read(piece)) {
                    reply.write(List.of(new Slice(piece, 0, read)));
                }
                reply.end();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void delete(Exchange exchange, String project, String id) {
        if (!files.delete(project, id)) {
            throw unknown(id);
        }
        JsonReply.send(exchange, json -> {
            json.writeStartObject();
            json.writeStringProperty("id", id);
            json.writeStringProperty("object", "file");
            json.writeBooleanProperty("deleted", true);
            json.writeEndObject();
        });
    }

    private StoredFile find(String project, String id) {
        return files.find(project, id).orElseThrow(() -> unknown(id));
    }

    private static void write(JsonGenerator json, StoredFile file) {
        json.writeStartObject();
        json.writeStringProperty("id", file.id());
        json.writeStringProperty("object", "file");
        json.writeNumberProperty("bytes", file.bytes());
        json.writeNumberProperty("created_at", file.createdAt().getEpochSecond());
        file.expiresAt().ifPresent(at -> json.writeNumberProperty("expires_at", at.getEpochSecond()));
        json.writeStringProperty("filename", file.filename());
        json.writeStringProperty("purpose", file.purpose());
        json.writeStringProperty("status", "processed");
        json.writeEndObject();
    }

    private static FailureException unknown(String id) {
        return new Failure(
                        FailureKind.NOT_FOUND,
                        "file_not_found",
                        "no such file: '" + id + "'; it may have expired, or belong to another project",
                        "id",
                        null)
                .toException();
    }

    private static FailureException wrongMethod(Exchange exchange, String methods) {
        return Failure.of(
                        FailureKind.METHOD_NOT_ALLOWED,
                        "method_not_allowed",
                        exchange.path() + " takes " + methods + ", not " + exchange.method())
                .toException();
    }
}
