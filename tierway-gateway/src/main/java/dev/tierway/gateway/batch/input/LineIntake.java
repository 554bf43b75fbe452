package dev.tierway.gateway.batch.input;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.IdSource;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.auth.TierPolicy;
import dev.tierway.gateway.pipeline.LineTraits;
import dev.tierway.gateway.pipeline.ModelAliases;
import dev.tierway.gateway.pipeline.Pool;
import dev.tierway.gateway.usecase.UseCase;
import dev.tierway.gateway.usecase.UseCases;
import dev.tierway.storage.batch.NewLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns requests that callers sent for a batch into lines that can be run. Thread-safe. */
public final class LineIntake {
    private static final byte[] UNSHARED = {};

    private final ModelAliases models;
    private final UseCases useCases;
    private final IdSource ids;
    private final InputLineReader submissions = InputLineReader.ofSubmissions();

    public LineIntake(ModelAliases models, UseCases useCases, IdSource ids) {
        this.models = models;
        this.useCases = useCases;
        this.ids = ids;
    }

    /**
     * What lines that name one model run on.
     *
     * @param model as they name it
     * @param alias what that means
     * @param useCase empty when they are of none
     */
    record Target(String project, String model, String alias, String useCase, Pool pool) {}

    /**
     * A single submission, ready to be put into a batch.
     *
     * @param useCase empty when it is of none
     * @param alias what its model means
     * @param line of which the number is yet to be given
     */
    public record Submission(String endpoint, String useCase, String alias, NewLine line) {}

    /**
     * Reads a single submission, {@code {"custom_id", "url", "body"}}; throws a 400 that tells the first thing that is wrong,
     * and what a request for its model would be refused with.
     */
    public Submission submission(Principal principal, byte[] json) {
        List<Failure> faults = new ArrayList<>();
        InputLine sent = submissions
                .read(
                        new JsonLines.Line(1, json, false, true),
                        (code, message, param) ->
                                faults.add(new Failure(FailureKind.INVALID_REQUEST, code, message, param, null)))
                .orElseThrow(() -> faults.getFirst().toException());
        Target target = target(principal, sent.model());
        return new Submission(sent.url(), target.useCase(), target.alias(), line(0, sent, target, false));
    }

    /** Throws what a request for {@code model} in the batch tier would be refused with. */
    Target target(Principal principal, String model) {
        UseCase useCase = useCases.chosen(principal, null, model);
        String alias = useCase == null ? model : useCase.alias(model);
        Pool pool = models.pool(alias);
        requireBatchTier(principal, useCase);
        return new Target(principal.project().name(), model, alias, useCase == null ? "" : useCase.name(), pool);
    }

    /** Throws a 403 when the caller may not use the batch tier. */
    public static void requireBatchTier(Principal principal, @Nullable UseCase useCase) {
        TierPolicy.resolve(Optional.of(ServiceTier.BATCH.wireName()), useCase == null ? principal.project() : useCase);
    }

    /** A line with a fresh request id. */
    NewLine line(long number, InputLine sent, Target target, boolean shareIdentical) {
        LineTraits traits = LineTraits.of(
                target.project(), BatchEndpoint.operation(sent.url()).orElseThrow(), sent.body(), target.pool());
        return new NewLine(
                number,
                sent.customId(),
                "batch_req_" + ids.next(),
                sent.body(),
                traits.orderKey(),
                shareIdentical ? traits.identity() : UNSHARED,
                traits.inputTokens());
    }
}
