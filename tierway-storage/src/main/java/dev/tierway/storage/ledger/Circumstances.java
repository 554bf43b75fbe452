package dev.tierway.storage.ledger;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.storage.sql.StorableText;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The texts of an entry, which it has in common with many others: kept once, and named by a number. */
record Circumstances(
        String project,
        String keyId,
        String useCase,
        String model,
        String deployment,
        String requestedTier,
        String servedTier,
        String reason,
        String outcome,
        String priceVersion,
        String unpricedReason,
        String reservation,
        String configHash) {

    private static final String NAMES = "project, key_id, use_case, model, deployment, tier_requested, tier_served,"
            + " reason, outcome, price_version, unpriced_reason, reservation, config_hash";
    private static final String PARAMETERS = "?, ".repeat(12) + "?";

    /** Leaves out what is there. */
    static final String INSERT = "INSERT INTO ledger_circumstances (" + NAMES + ") VALUES (" + PARAMETERS
            + ") ON CONFLICT (" + NAMES + ") DO NOTHING";

    static final String SELECT_ID = "SELECT id FROM ledger_circumstances WHERE (" + NAMES + ") = (" + PARAMETERS + ")";

    static Circumstances of(LedgerEntry entry) {
        LedgerEntry.Caller caller = entry.caller();
        return switch (entry.cost()) {
            case LedgerEntry.Cost.Priced priced -> of(entry, caller, priced.priceVersion(), "");
            case LedgerEntry.Cost.Unpriced unpriced -> of(entry, caller, "", unpriced.reason());
        };
    }

    private static Circumstances of(
            LedgerEntry entry, LedgerEntry.Caller caller, String priceVersion, String unpricedReason) {
        return new Circumstances(
                caller.project(),
                caller.keyId(),
                caller.useCase(),
                entry.model(),
                entry.deployment(),
                wireName(entry.requestedTier()),
                wireName(entry.servedTier()),
                entry.reason(),
                entry.outcome(),
                priceVersion,
                unpricedReason,
                entry.reservation(),
                entry.configHash());
    }

    void bind(PreparedStatement statement) throws SQLException {
        int last = 0;
        for (String text : new String[] {
            project,
            keyId,
            useCase,
            model,
            deployment,
            requestedTier,
            servedTier,
            reason,
            outcome,
            priceVersion,
            unpricedReason,
            reservation,
            configHash
        }) {
            statement.setString(++last, StorableText.of(text));
        }
    }

    private static String wireName(@Nullable ServiceTier tier) {
        return tier == null ? "" : tier.wireName();
    }
}
