package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tierway.core.failure.FailureException;
import dev.tierway.storage.audit.AuditEntry;
import dev.tierway.storage.audit.AuditRow;
import dev.tierway.storage.key.StoredKey;
import dev.tierway.storage.ledger.Dimension;
import dev.tierway.storage.ledger.LedgerEntry.Cost;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.TimeRange;
import dev.tierway.storage.reservation.StoredReservation;
import dev.tierway.storage.spend.SpendDelta;
import dev.tierway.storage.spend.SpendPeriod;
import dev.tierway.storage.sql.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the stores beside the ledger promise on every database. */
abstract class AdminObjectsContract extends StorageContract {
    private static final Instant NOON = Entries.NOON;
    private static final SpendPeriod NOVEMBER =
            new SpendPeriod("project/storefront", Instant.parse("2026-11-01T00:00:00Z"));

    private static AuditEntry audited(String action, String name) {
        return new AuditEntry(
                NOON, "0123456789ab", action, "reservation", name, Optional.empty(), Optional.of("{\"tpm\": 1}"));
    }

    private static AuditEntry reserved(String name, Instant at) {
        return new AuditEntry(
                at, "0123456789ab", "updated", "reservation", name, Optional.empty(), Optional.of("{\"tpm\": 1}"));
    }

    private static AuditEntry ofKey(String id, Instant at) {
        return new AuditEntry(at, "0123456789ab", "updated", "api_key", id, Optional.empty(), Optional.empty());
    }

    @Test
    void what_administrators_did_is_listed_from_the_newest() {
        database().audit().append(audited("create", "a"));
        database().audit().append(audited("create", "b"));
        database().audit().append(audited("resize", "a"));

        List<AuditRow> newest = database().audit().newest(2);
        List<AuditRow> older = database().audit().before(newest.getLast().sequence(), 2);

        assertThat(newest).extracting(AuditRow::entry).containsExactly(audited("resize", "a"), audited("create", "b"));
        assertThat(older).extracting(AuditRow::entry).containsExactly(audited("create", "a"));
        assertThat(database().audit().of("reservation", "a", 9))
                .extracting(row -> row.entry().action())
                .containsExactly("resize", "create");
    }

    @Test
    void a_reservation_keeps_every_version_it_had() {
        StoredReservation first = database().reservations().put("tax", 0, "{\"tpm\": 1}", reserved("tax", NOON));
        StoredReservation second =
                database().reservations().put("tax", 1, "{\"tpm\": 2}", reserved("tax", NOON.plusSeconds(1)));
        database().reservations().put("night", 0, "{}", reserved("night", NOON));
        StoredReservation ended = database().reservations().cancel("tax", 2, reserved("tax", NOON.plusSeconds(2)));

        assertThat(database().reservations().history("tax")).containsExactly(ended, second, first);
        assertThat(database().reservations().find("tax")).contains(ended);
        assertThat(database().reservations().list())
                .extracting(StoredReservation::name, StoredReservation::version, StoredReservation::cancelled)
                .containsExactly(tuple("night", 1L, false), tuple("tax", 3L, true));
        assertThat(ended.body()).isEqualTo("{\"tpm\": 2}");
    }

    @Test
    void two_administrators_do_not_overwrite_each_other() {
        database().reservations().put("tax", 0, "{\"tpm\": 1}", reserved("tax", NOON));
        database().reservations().put("tax", 1, "{\"tpm\": 2}", reserved("tax", NOON));

        assertThatThrownBy(() -> database().reservations().put("tax", 1, "{\"tpm\": 3}", reserved("tax", NOON)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("reservation_changed")
                .hasMessageContaining("at version 2, not 1");
        assertThatThrownBy(() -> database().reservations().put("tax", 0, "{\"tpm\": 3}", reserved("tax", NOON)))
                .hasMessageContaining("reservation_changed");
    }

    @Test
    void of_changes_made_at_once_one_wins() throws Exception {
        database().reservations().put("tax", 0, "{}", reserved("tax", NOON));
        AtomicInteger won = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();

        atOnce(8, _ -> {
            try {
                database().reservations().put("tax", 1, "{}", reserved("tax", NOON));
                won.incrementAndGet();
            } catch (FailureException changed) {
                assertThat(changed.failure().code()).isEqualTo("reservation_changed");
                lost.incrementAndGet();
            }
        });

        assertThat(won).hasValue(1);
        assertThat(lost).hasValue(7);
    }

    @Test
    void a_reservation_that_is_not_there_cannot_be_cancelled() {
        database().reservations().put("tax", 0, "{}", reserved("tax", NOON));
        AuditEntry ended = reserved("tax", NOON);
        assertThatThrownBy(() -> database().reservations().cancel("tax", 7, ended))
                .hasMessageContaining("reservation_changed");
        database().reservations().cancel("tax", 1, ended);

        assertThatThrownBy(() -> database().reservations().cancel("tax", 2, ended))
                .hasMessageContaining("is cancelled");
        assertThatThrownBy(() -> database().reservations().cancel("none", 1, ended))
                .hasMessageContaining("'none'");
    }

    private static StoredKey key(String id, String digest) {
        return new StoredKey(
                id,
                digest.repeat(64),
                "storefront",
                "shop",
                "inference",
                id.equals("k1") ? Optional.of("checkout") : Optional.empty(),
                NOON,
                Optional.of(NOON.plus(Duration.ofDays(90))),
                Optional.empty());
    }

    @Test
    void a_key_is_found_by_its_digest_until_and_after_it_is_revoked() {
        StoredKey key = key("k1", "a");
        database().keys().insert(key, ofKey("k1", NOON));
        database().keys().insert(key("k2", "b"), ofKey("k2", NOON));

        assertThat(database().keys().findByDigest(key.digest())).contains(key);
        assertThat(database().keys().findByDigest("c".repeat(64))).isEmpty();
        assertThat(key.valid(NOON.plusSeconds(1))).isTrue();
        assertThat(key.valid(NOON.plus(Duration.ofDays(90)))).isFalse();

        StoredKey revoked =
                database().keys().revoke("k1", ofKey("k1", NOON.plusSeconds(5))).orElseThrow();
        database().keys().revoke("k1", ofKey("k1", NOON.plusSeconds(50)));

        assertThat(revoked.valid(NOON.plusSeconds(1))).isFalse();
        assertThat(database().keys().findByDigest(key.digest())).contains(revoked);
        assertThat(database().keys().list()).containsExactly(revoked, key("k2", "b"));
        assertThat(database().keys().revoke("none", ofKey("none", NOON))).isEmpty();
    }

    @Test
    void a_key_is_stored_once() {
        database().keys().insert(key("k1", "a"), ofKey("k1", NOON));

        assertThatThrownBy(() -> database().keys().insert(key("k1", "b"), ofKey("k1", NOON)))
                .hasMessageContaining("key_exists");
        assertThatThrownBy(() -> database().keys().insert(key("k2", "a"), ofKey("k2", NOON)))
                .hasMessageContaining("key_exists");
    }

    @Test
    void every_change_leaves_one_entry_and_what_changes_nothing_leaves_none() {
        database().keys().insert(key("k1", "a"), ofKey("k1", NOON));
        database().keys().revoke("k1", ofKey("k1", NOON));
        database().keys().revoke("k1", ofKey("k1", NOON));
        database().keys().revoke("none", ofKey("none", NOON));
        database().reservations().put("tax", 0, "{}", reserved("tax", NOON));
        assertThatThrownBy(() -> database().reservations().put("tax", 0, "{}", reserved("tax", NOON)))
                .isInstanceOf(FailureException.class);
        assertThatThrownBy(() -> database().keys().insert(key("k1", "b"), ofKey("k1", NOON)))
                .isInstanceOf(FailureException.class);
        database().reservations().cancel("tax", 1, reserved("tax", NOON));

        assertThat(database().audit().count()).isEqualTo(4);
        assertThat(database().audit().newest(9))
                .extracting(row -> row.entry().objectName())
                .containsExactly("tax", "tax", "k1", "k1");
    }

    @Test
    void what_cannot_be_audited_does_not_happen() {
        StorageSettings settings = fresh();
        try (Database database = Database.open(settings);
                Transactions transactions = Transactions.open(settings)) {
            database.keys().insert(key("k1", "a"), ofKey("k1", NOON));
            database.reservations().put("tax", 0, "{}", reserved("tax", NOON));
            transactions.write(handle -> handle.execute("ALTER TABLE audit RENAME TO audit_elsewhere"));

            assertThatThrownBy(() -> database.keys().insert(key("k2", "b"), ofKey("k2", NOON)))
                    .isInstanceOf(FailureException.class);
            assertThatThrownBy(() -> database.keys().revoke("k1", ofKey("k1", NOON)))
                    .isInstanceOf(FailureException.class);
            assertThatThrownBy(() -> database.reservations().put("tax", 1, "{}", reserved("tax", NOON)))
                    .isInstanceOf(FailureException.class);
            assertThatThrownBy(() -> database.reservations().cancel("tax", 1, reserved("tax", NOON)))
                    .isInstanceOf(FailureException.class);

            assertThat(database.keys().list()).containsExactly(key("k1", "a"));
            assertThat(database.reservations().history("tax")).hasSize(1);
        }
    }

    @Test
    void what_changed_outside_since_the_last_look_is_caught_up_with_once() {
        database().audit().append(audited("created", "by-hand"));
        database().audit().catchUp("file", "reservation", Map.of("a", "{\"tpm\": 1}", "b", "{}"), NOON);
        database().audit().catchUp("file", "reservation", Map.of("a", "{\"tpm\": 2}"), NOON);
        database().audit().catchUp("file", "reservation", Map.of("a", "{\"tpm\": 2}"), NOON);

        assertThat(database().audit().newest(9))
                .extracting(
                        row -> row.entry().objectName(),
                        row -> row.entry().action(),
                        row -> row.entry().after().orElse(""))
                .containsExactly(
                        tuple("b", "removed", ""),
                        tuple("a", "updated", "{\"tpm\": 2}"),
                        tuple("b", "created", "{}"),
                        tuple("a", "created", "{\"tpm\": 1}"),
                        tuple("by-hand", "created", "{\"tpm\": 1}"));
    }

    @Test
    void gateways_that_catch_up_at_once_append_once() throws Exception {
        atOnce(
                4,
                _ -> database().audit().catchUp("file", "reservation", Map.of("a", "{}", "b", "{}", "c", "{}"), NOON));

        assertThat(database().audit().count()).isEqualTo(3);
    }

    @Test
    void spend_that_is_added_at_once_all_counts() throws Exception {
        SpendPeriod key = new SpendPeriod("key/0123456789ab", NOVEMBER.start());

        atOnce(8, thread -> {
            for (int i = 0; i < 20; i++) {
                SpendDelta project = new SpendDelta(NOVEMBER, 3);
                SpendDelta own = new SpendDelta(key, thread);
                database().spend().add(i % 2 == 0 ? List.of(project, own) : List.of(own, project));
            }
        });

        assertThat(database().spend().all()).isEqualTo(Map.of(NOVEMBER, 480L, key, 560L));
        assertThat(database().spend().spent(new SpendPeriod("project/other", NOVEMBER.start())))
                .isZero();
    }

    @Test
    void spend_is_rebuilt_from_the_ledger() {
        database().spend().add(List.of(new SpendDelta(NOVEMBER, 12_345)));
        database().ledger().append(Entries.series("r", NOON, 4));
        database()
                .ledger()
                .append(List.of(
                        Entries.entry("october", Instant.parse("2026-10-31T23:59:59.999999Z")),
                        Entries.entry("other", NOON, "research", new Cost.Priced(9, "v1")),
                        Entries.entry("unpriced", NOON, "storefront", new Cost.Unpriced("no_price"))));

        LedgerFilter november = LedgerFilter.in(new TimeRange(NOVEMBER.start(), Instant.parse("2026-12-01T00:00:00Z")))
                .with(Dimension.PROJECT, "storefront");
        long nanos = database().ledger().total(november).costNanos();
        database().spend().replace(List.of(new SpendDelta(NOVEMBER, nanos)));

        assertThat(database().spend().spent(NOVEMBER)).isEqualTo(4_000_000_000L);
    }

    @FunctionalInterface
    private interface Task {
        void run(int thread);
    }

    private static void atOnce(int threads, Task task) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                running.add(executor.submit(() -> task.run(number)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
    }
}
