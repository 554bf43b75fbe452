package dev.tierway.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.ledger.LedgerEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/reservations.md} says that {@code tierway reservations figures} prints. */
class ReservationFiguresTest {
    private static final String SUBJECTS = """
            models:
              assistant: {deployments: [gpu], price: {input: "$10/M", output: "$40/M"}}
            projects:
              storefront: {keys: [tw-storefront-0123456789], allowed_tiers: [reserved, priority]}
              filing: {keys: [tw-filing-0123456789], allowed_tiers: [reserved, priority]}
            reservations:
              tax-season:
                model: assistant
                projects: [storefront, filing]
                input_tpm: 200k
                output_tpm: 20k
                windows: [mon-fri 08:00-18:00 America/New_York]
                price: $0.40/h per 1k TPM
                output_price: $1.60/h per 1k TPM
                spill: priority
            """;

    @Test
    void two_working_days_are_shown_as_in_the_docs(@TempDir Path folder) throws Exception {
        try (Database database =
                Database.open(StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("ledger.db"))))) {
            database.ledger()
                    .append(List.of(
                            inside("1", "storefront", "2025-03-03T15:00:00Z", usage(54, 60, 6_000_000)),
                            inside("2", "filing", "2025-03-03T16:00:00Z", usage(30, 0, 1_200_000)),
                            entry(
                                    "3",
                                    "filing",
                                    "2025-03-03T17:00:00Z",
                                    ServiceTier.PRIORITY,
                                    usage(5, 0, 200_000),
                                    101.5),
                            inside("4", "storefront", "2025-03-04T15:00:00Z", usage(60, 0, 6_000_000))));
        }
        try (AskedGateway gateway = new AskedGateway(folder, SUBJECTS)) {
            String[] line =
                    "reservations figures tax-season --from 2025-03-03 --to 2025-03-05 --per window".split(" ", -1);

            String shown = gateway.run(line).out();

            assertThat(Files.readString(docs().resolve("reservations.md"))).contains("```\n" + shown + "```\n");
        }
    }

    private static Usage usage(long uncachedMillions, long cachedMillions, long output) {
        return Usage.of(uncachedMillions * 1_000_000, cachedMillions * 1_000_000, output);
    }

    private static LedgerEntry inside(String id, String project, String at, Usage usage) {
        return entry(id, project, at, ServiceTier.RESERVED, usage, 0);
    }

    private static LedgerEntry entry(
            String id, String project, String at, ServiceTier served, Usage usage, double dollars) {
        return new LedgerEntry(
                id,
                Instant.parse(at),
                new LedgerEntry.Caller(project, "0123456789ab", ""),
                "assistant",
                "gpu",
                ServiceTier.RESERVED,
                served,
                served == ServiceTier.RESERVED ? "requested" : "reservation_exhausted",
                "completed",
                usage,
                LedgerEntry.Hold.NONE,
                LedgerEntry.Timing.NONE,
                new LedgerEntry.Cost.Priced((long) (dollars * 1e9), "v1"),
                "tax-season",
                "hash");
    }

    private static Path docs() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            if (Files.exists(dir.resolve("docs/reservations.md"))) {
                return dir.resolve("docs");
            }
        }
        throw new IllegalStateException("run the tests from inside the repository");
    }
}
