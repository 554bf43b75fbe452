package dev.tierway.gateway.batch.run;

import dev.tierway.core.usage.Usage;
import dev.tierway.storage.batch.FinishedLine;
import dev.tierway.storage.batch.LineClaim;
import dev.tierway.storage.batch.LineOutcome;
import dev.tierway.storage.ledger.LedgerEntry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The answer to a line, for lines that are identical to it: the same text, which used and costs nothing.
 *
 * @param statusCode of the line that ran
 * @param body with a usage of zeros
 * @param entry of the line that ran
 */
record SharedAnswer(int statusCode, byte[] body, LedgerEntry entry) {
    /** Stands in ledger rows for the reason of the tier. */
    static final String REASON = "shared";

    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] UNUSED =
            "{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}".getBytes(StandardCharsets.UTF_8);

    static SharedAnswer of(LineOutcome.Answered answered, LedgerEntry entry) {
        return new SharedAnswer(answered.statusCode(), withoutUse(answered.body()), entry);
    }

    FinishedLine to(LineClaim claim) {
        return new FinishedLine(
                claim,
                new LineOutcome.Answered(statusCode, body),
                new LedgerEntry(
                        claim.requestId(),
                        entry.endedAt(),
                        entry.caller(),
                        entry.model(),
                        entry.deployment(),
                        entry.requestedTier(),
                        entry.servedTier(),
                        REASON,
                        entry.outcome(),
                        Usage.NONE,
                        LedgerEntry.Hold.NONE,
                        LedgerEntry.Timing.NONE,
                        free(entry.cost()),
                        "",
                        entry.configHash()));
    }

    private static LedgerEntry.Cost free(LedgerEntry.Cost cost) {
        return switch (cost) {
            case LedgerEntry.Cost.Priced priced -> new LedgerEntry.Cost.Priced(0, priced.priceVersion());
            case LedgerEntry.Cost.Unpriced unpriced -> unpriced;
        };
    }

    private static byte[] withoutUse(byte[] body) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
                parser.skipChildren();
                parser.finishToken();
                int end = Math.toIntExact(parser.currentLocation().getByteOffset());
                if (name.equals("usage")) {
                    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
                    out.write(body, 0, start);
                    out.writeBytes(UNUSED);
                    out.write(body, end, body.length - end);
                    return out.toByteArray();
                }
            }
        }
        return body;
    }
}
