package dev.tierway.gateway.batch.api;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.time.IdSource;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.admin.ListReply;
import dev.tierway.gateway.admin.QueryParameters;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.batch.input.LineIntake;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.HttpHandler;
import dev.tierway.gateway.http.JsonReply;
import dev.tierway.gateway.usecase.UseCase;
import dev.tierway.gateway.usecase.UseCases;
import dev.tierway.storage.batch.BatchStore;
import dev.tierway.storage.batch.NewBatch;
import dev.tierway.storage.batch.StoredBatch;
import dev.tierway.storage.file.FileStore;
import dev.tierway.storage.file.StoredFile;
import dev.tierway.storage.ledger.LedgerEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/batches}: batches of the project that the caller's key belongs to. Thread-safe. */
public final class BatchRoutes implements HttpHandler {
    /** The one path that is not below {@link #PREFIX}. */
    public static final String PATH = "/v1/batches";

    public static final String PREFIX = PATH + "/";

    static final String SHARE_IDENTICAL = "x-tierway-share-identical";

    private static final String CANCEL = "/cancel";
    private static final int USUAL_PAGE = 20;
    private static final int LONGEST_PAGE = 100;

    /**
     * What the routes work with.
     *
     * @param created wakes whoever reads in batches
     */
    public record Parts(
            Authenticator authenticator,
            UseCases useCases,
            FileStore files,
            BatchStore batches,
            WallClock clock,
            IdSource ids,
            Runnable created) {}

    private final Parts parts;

    public BatchRoutes(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void handle(Exchange exchange) {
        String path = exchange.path();
        Principal principal = parts.authenticator().authenticate(exchange.header("authorization"));
        String route = exchange.method() + (path.equals(PATH) ? " /" : path.endsWith(CANCEL) ? " cancel" : " one");
        switch (route) {
            case "POST /" -> create(exchange, principal);
            case "GET /" -> list(exchange, principal);
            case "GET one" -> answer(exchange, existing(principal, path.substring(PREFIX.length())));
            case "POST cancel" ->
                cancel(exchange, principal, path.substring(PREFIX.length(), path.length() - CANCEL.length()));
            default ->
                throw Failure.of(
                                FailureKind.METHOD_NOT_ALLOWED,
                                "method_not_allowed",
                                path + " does not take " + exchange.method())
                        .toException();
        }
    }

    private void create(Exchange exchange, Principal principal) {
        NewBatchRequest asked = NewBatchRequest.read(exchange.body());
        UseCase useCase = parts.useCases().chosen(principal, exchange.header(UseCases.HEADER), "");
        LineIntake.requireBatchTier(principal, useCase);
        requireInput(principal, asked.inputFileId());
        Instant now = parts.clock().now();
        StoredBatch created = parts.batches()
                .create(new NewBatch(
                        "batch_" + parts.ids().next(),
                        new LedgerEntry.Caller(
                                principal.project().name(), principal.keyId(), useCase == null ? "" : useCase.name()),
                        asked.endpoint(),
                        asked.inputFileId(),
                        asked.windowText(),
                        asked.metadata(),
                        asked.outputExpiresAfter(),
                        shareIdentical(exchange.header(SHARE_IDENTICAL)),
                        false,
                        now,
                        now.plus(asked.window())));
        parts.created().run();
        answer(exchange, created);
    }

    private void requireInput(Principal principal, String fileId) {
        Optional<StoredFile> file = parts.files().find(principal.project().name(), fileId);
        if (file.isEmpty()) {
            throw Failure.invalid(
                            "input_file_id",
                            "input_file_not_found",
                            "No such File object: '" + fileId + "'. Upload it with purpose \"batch\" first.")
                    .toException();
        }
        if (!file.get().purpose().equals(StoredFile.BATCH)) {
            throw Failure.invalid(
                            "input_file_id",
                            "invalid_file_purpose",
                            "File '" + fileId + "' has purpose '" + file.get().purpose()
                                    + "': upload it with purpose \"batch\"")
                    .toException();
        }
    }

    private static boolean shareIdentical(@Nullable String header) {
        return switch (header) {
            case "true" -> true;
            case "false" -> false;
            case null -> false;
            default ->
                throw Failure.invalid(
                                SHARE_IDENTICAL, "invalid_value", SHARE_IDENTICAL + " must be \"true\" or \"false\"")
                        .toException();
        };
    }

    private void list(Exchange exchange, Principal principal) {
        QueryParameters parameters = QueryParameters.parse(exchange.query(), Set.of("limit", "after"));
        int limit = (int) parameters.number("limit", 1, LONGEST_PAGE).orElse(USUAL_PAGE);
        List<StoredBatch> found = parts.batches().list(principal.project().name(), parameters.one("after"), limit + 1);
        new ListReply<>(
                        found.subList(0, Math.min(limit, found.size())),
                        StoredBatch::id,
                        BatchJson::write,
                        found.size() > limit)
                .send(exchange);
    }

    private void cancel(Exchange exchange, Principal principal, String id) {
        StoredBatch batch = parts.batches()
                .cancel(principal.project().name(), id, parts.clock().now())
                .orElseThrow(() -> unknown(id));
        switch (batch.status()) {
            case CANCELLING, CANCELLED -> {
                parts.created().run();
                answer(exchange, batch);
            }
            case VALIDATING, FAILED, IN_PROGRESS, FINALIZING, COMPLETED, EXPIRED ->
                throw Failure.of(
                                FailureKind.CONFLICT,
                                "batch_not_cancellable",
                                "Cannot cancel a batch with status '"
                                        + batch.status().wireName() + "'.")
                        .toException();
        }
    }

    private StoredBatch existing(Principal principal, String id) {
        return parts.batches().find(principal.project().name(), id).orElseThrow(() -> unknown(id));
    }

    private static FailureException unknown(String id) {
        return new Failure(FailureKind.NOT_FOUND, "batch_not_found", "No batch found with id '" + id + "'.", "id", null)
                .toException();
    }

    private static void answer(Exchange exchange, StoredBatch batch) {
        JsonReply.send(exchange, json -> BatchJson.write(json, batch));
    }
}
