package dev.tierway.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.storage.batch.BatchClaim;
import dev.tierway.storage.batch.BatchEnd;
import dev.tierway.storage.batch.BatchStatus;
import dev.tierway.storage.batch.ClaimedLine;
import dev.tierway.storage.batch.FinishedLine;
import dev.tierway.storage.batch.Lease;
import dev.tierway.storage.batch.LineClaim;
import dev.tierway.storage.batch.LineOutcome;
import dev.tierway.storage.batch.LineState;
import dev.tierway.storage.batch.NewLine;
import dev.tierway.storage.batch.StoredBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Three gateways that do random things with one batch, some of them with claims they have lost, beside a model of what each
 * must lead to. The clock steps back at times.
 */
final class BatchMachine {
    private static final int LINES = 12;
    private static final int NODES = 3;

    /** What one line should be. */
    private static final class Line {
        LineState state = LineState.WAITING;
        String node = "";
        long turn;
        boolean row;
    }

    /** All that can be seen of a batch. */
    record Seen(Map<Long, LineState> states, List<Long> rows, StoredBatch.Counts counts, boolean cancelled) {}

    private final Database database;
    private final String id;
    private final RandomGenerator random;
    private final Map<Long, NewLine> input = new TreeMap<>();
    private final Map<Long, Line> model = new TreeMap<>();
    private final Map<String, Instant> leases = new HashMap<>();
    /** Claims of each node, lost ones too. */
    private final Map<String, List<LineClaim>> claims = new HashMap<>();

    private Instant now = Batches.NOON;
    private boolean cancelled;

    BatchMachine(Database database, String id, RandomGenerator random) {
        this.database = database;
        this.id = id;
        this.random = random;
        for (long number = 1; number <= LINES; number++) {
            String key = "k" + random.nextInt(4);
            input.put(number, Batches.line(id, number, key, "same" + random.nextInt(3)));
            model.put(number, new Line());
        }
        Batches.begin(database, Batches.batch(id), List.copyOf(input.values()));
        leases.put("reader", Batches.lease("reader").until());
        for (int node = 0; node < NODES; node++) {
            claims.put(id + "-node" + node, new ArrayList<>());
        }
    }

    void step() {
        String node = List.copyOf(new TreeMap<>(claims).keySet()).get(random.nextInt(NODES));
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> claim(node, 1 + random.nextInt(4));
            case 4 -> claimIdentical(node);
            case 5, 6, 7 -> finish(some(node));
            case 8 -> release(some(node));
            case 9, 10 -> now = now.plusSeconds(random.nextInt(40));
            case 11 -> now = now.minusSeconds(random.nextInt(40));
            case 12, 13 -> renew(node);
            case 14 -> leave(node);
            default -> rare();
        }
    }

    private void rare() {
        switch (random.nextInt(6)) {
            case 0 -> failWaiting();
            case 1 -> {
                database.batches().cancel("storefront", id, now);
                cancelled = true;
            }
            default -> now = now.plusSeconds(60);
        }
    }

    /** Has every line that is left run or failed. */
    void finish() {
        now = now.plusSeconds(3_600);
        for (String node : List.copyOf(claims.keySet())) {
            claim(node, LINES);
            finish(List.copyOf(claims.getOrDefault(node, List.of())));
        }
        failWaiting();
    }

    void end() {
        assertThat(model.values()).allMatch(it -> it.state == LineState.DONE || it.state == LineState.FAILED);
        BatchClaim claim = database.batches().claim(id, lease("ender")).orElseThrow();
        BatchStatus status = cancelled ? BatchStatus.CANCELLED : BatchStatus.COMPLETED;
        BatchEnd end = new BatchEnd(status, Optional.empty(), Optional.empty(), now);
        assertThat(database.batches().ended(claim, end, Alongside.NOTHING)).isTrue();
        assertThat(database.batchLines().find("storefront", Batches.requestId(id, 1)))
                .isEmpty();
        database.batches().leave("ender");
        claims.keySet().forEach(database.batches()::leave);
    }

    private Lease lease(String node) {
        return Batches.lease(node, now);
    }

    private List<LineClaim> some(String node) {
        return claims.getOrDefault(node, List.of()).stream()
                .filter(_ -> random.nextBoolean())
                .toList();
    }

    private List<Long> waiting(Comparator<NewLine> order, int limit) {
        return input.values().stream()
                .filter(it -> line(it.number()).state == LineState.WAITING)
                .sorted(order)
                .limit(limit)
                .map(NewLine::number)
                .toList();
    }

    private Line line(long number) {
        return model.getOrDefault(number, new Line());
    }

    private void reap() {
        List<String> dead = leases.entrySet().stream()
                .filter(it -> it.getValue().isBefore(now))
                .map(Map.Entry::getKey)
                .toList();
        dead.forEach(this::forget);
    }

    private void forget(String node) {
        leases.remove(node);
        model.values().stream()
                .filter(it -> it.state == LineState.RUNNING && it.node.equals(node))
                .forEach(it -> it.state = LineState.WAITING);
    }

    private void take(String node, List<LineClaim> taken) {
        for (LineClaim claim : taken) {
            Line line = line(claim.number());
            line.state = LineState.RUNNING;
            line.node = node;
            line.turn++;
            assertThat(claim.turn()).isEqualTo(line.turn);
        }
        claims.computeIfAbsent(node, _ -> new ArrayList<>()).addAll(taken);
    }

    private void claim(String node, int limit) {
        Comparator<NewLine> order = Comparator.comparing((NewLine it) -> new String(it.orderKey(), UTF_8))
                .thenComparingLong(NewLine::number);
        List<LineClaim> taken = database.batchLines().claim(id, limit, lease(node)).stream()
                .map(ClaimedLine::claim)
                .toList();
        List<Long> expected = mayClaim(node) ? waiting(order, limit) : List.of();
        assertThat(taken).extracting(LineClaim::number).isEqualTo(expected);
        take(node, taken);
    }

    private void claimIdentical(String node) {
        NewLine like = Objects.requireNonNull(input.get(1L + random.nextInt(LINES)));
        LineClaim any = new LineClaim(id, like.number(), like.requestId(), 1);
        List<LineClaim> taken = database.batchLines()
                .claimIdentical(new ClaimedLine(any, "", new byte[0], like.identity(), 0), 2, lease(node));
        List<Long> expected = mayClaim(node)
                ? waiting(Comparator.comparingLong(NewLine::number), LINES).stream()
                        .filter(it -> Arrays.equals(
                                Objects.requireNonNull(input.get(it)).identity(), like.identity()))
                        .limit(2)
                        .toList()
                : List.of();
        assertThat(taken).extracting(LineClaim::number).isEqualTo(expected);
        take(node, taken);
    }

    private boolean mayClaim(String node) {
        boolean anything = model.values().stream().anyMatch(it -> it.state == LineState.WAITING)
                || leases.values().stream().anyMatch(it -> it.isBefore(now));
        if (cancelled || !anything) {
            return false;
        }
        leases.put(node, lease(node).until());
        reap();
        return true;
    }

    private boolean held(LineClaim claim) {
        Line line = line(claim.number());
        return line.state == LineState.RUNNING && line.turn == claim.turn();
    }

    private void finish(List<LineClaim> some) {
        List<FinishedLine> finished = some.stream()
                .map(it -> random.nextBoolean()
                        ? Batches.answered(it)
                        : Batches.finished(it, new LineOutcome.Failed("code", "message")))
                .toList();
        int stored = 0;
        for (FinishedLine line : finished) {
            if (held(line.claim())) {
                line(line.claim().number()).state = line.outcome().state();
                line(line.claim().number()).row = true;
                stored++;
            }
        }
        assertThat(database.batchLines().finish(finished)).isEqualTo(stored);
    }

    private void release(List<LineClaim> some) {
        List<LineClaim> held = some.stream().filter(this::held).toList();
        held.forEach(it -> line(it.number()).state = LineState.WAITING);
        assertThat(database.batchLines().release(some)).isEqualTo(held.size());
    }

    private void renew(String node) {
        assertThat(database.batches().renew(lease(node))).isEqualTo(leases.containsKey(node));
        leases.computeIfPresent(node, (_, _) -> lease(node).until());
    }

    private void leave(String node) {
        database.batches().leave(node);
        forget(node);
    }

    private void failWaiting() {
        database.batchLines().failWaiting(id, Batches.EXPIRED, now);
        reap();
        model.values().stream().filter(it -> it.state == LineState.WAITING).forEach(it -> it.state = LineState.FAILED);
    }

    Seen expected() {
        Map<Long, LineState> states = new TreeMap<>();
        model.forEach((number, line) -> states.put(number, line.state));
        List<Long> rows = model.entrySet().stream()
                .filter(it -> it.getValue().row)
                .map(Map.Entry::getKey)
                .toList();
        long done = states.values().stream().filter(it -> it == LineState.DONE).count();
        long failed =
                states.values().stream().filter(it -> it == LineState.FAILED).count();
        return new Seen(states, rows, new StoredBatch.Counts(LINES, done, failed), cancelled);
    }

    Seen seen() {
        Map<Long, LineState> states = new TreeMap<>();
        List<Long> rows = new ArrayList<>();
        for (NewLine line : input.values()) {
            states.put(
                    line.number(),
                    database.batchLines()
                            .find("storefront", line.requestId())
                            .orElseThrow()
                            .state());
            if (database.ledger().find(line.requestId()).isPresent()) {
                rows.add(line.number());
            }
        }
        StoredBatch batch = database.batches().find(id).orElseThrow();
        return new Seen(states, rows, batch.counts(), batch.status() == BatchStatus.CANCELLING);
    }
}
