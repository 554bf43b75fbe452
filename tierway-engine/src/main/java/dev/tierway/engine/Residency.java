package dev.tierway.engine;

import dev.tierway.engine.kv.KvLedger;
import dev.tierway.engine.kv.SequencePool;
import dev.tierway.engine.plan.StepCost;
import dev.tierway.engine.prefix.HolderCache;
import dev.tierway.engine.prefix.PrefixTree;
import dev.tierway.engine.step.StepBackend;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who has KV cells. Engine thread only.
 *
 * <p>A generation is resident (owns a sequence and its cells), swapped out (cells saved to the heap) or cold (nothing
 * computed). Cells are found in this order: free ones, those of prefix holders, those of victims, which are swapped out, or
 * dropped and computed again when the heap budget is spent.
 */
final class Residency {
    /** Prefixes shorter than this are cheaper to compute than to keep a sequence for. */
    private static final int SMALLEST_HELD = 16;

    /** Output cells that admission sets aside for each resident generation. */
    private static final int AHEAD = 32;

    private final EngineSettings settings;
    private final StepBackend backend;
    private final KvLedger ledger;
    private final SequencePool pool;
    private final PrefixTree tree;
    private final HolderCache holders;

    private final List<Run> residents = new ArrayList<>();
    private final List<Run> displaced = new ArrayList<>();
    private long swappedBytes;
    private int swapped;
    private long swapOuts;
    private long drops;

    Residency(EngineSettings settings, StepBackend backend) {
        this.settings = settings;
        this.backend = backend;
        ledger = new KvLedger(backend.cells(), backend.maxSequences());
        pool = new SequencePool(backend.maxSequences());
        tree = new PrefixTree(backend.maxSequences());
        holders = new HolderCache(ledger, backend.maxSequences());
    }

    /** Resident generations, in no order; changes with every call that moves cells. */
    List<Run> residents() {
        return residents;
    }

    /** Generations that lost their cells since the last call; the caller queues them again. */
    List<Run> takeDisplaced() {
        if (displaced.isEmpty()) {
            return List.of();
        }
        List<Run> taken = List.copyOf(displaced);
        displaced.clear();
        return taken;
    }

    /** Gives {@code run} a sequence, and its saved cells if it has any; false when there is no room for it now. */
    boolean admit(Run run) {
        if (peers(run) >= settings.maxRunning() || !makeRoomToAdmit(run)) {
            return false;
        }
        int sequence = acquireSequence();
        if (sequence < 0) {
            return false;
        }
        byte[] saved = run.saved;
        if (saved != null) {
            if (!evictHoldersFor(run.computed) || !backend.restore(sequence, saved)) {
                pool.release(sequence);
                return false;
            }
            ledger.append(sequence, run.computed);
            forgetSaved(run, saved);
        }
        run.sequence = sequence;
        ledger.activate(sequence, true);
        residents.add(run);
        if (saved != null && run.computed >= run.promptLength()) {
            tree.put(run.request.isolationKey(), run.tokens, run.promptLength(), sequence);
        }
        return true;
    }

    /**
     * Shares the longest cached prefix with {@code run}, in place of what it has computed itself if that is clearly
     * shorter. At least one token stays to be computed.
     */
    void seekPrefix(Run run) {
        PrefixTree.Match match = tree.longest(run.request.isolationKey(), run.tokens, run.length - 1);
        int found = match == null ? 0 : match.length();
        if (run.computed == 0 && run.generated() == 0) {
            run.cached = 0;
        }
        if (match == null || found < (run.computed == 0 ? 1 : run.computed + SMALLEST_HELD)) {
            return;
        }
        if (run.computed > 0) {
            ledger.truncate(run.sequence, 0);
            backend.truncate(run.sequence, 0);
        }
        backend.copyPrefix(match.sequence(), run.sequence, found);
        ledger.copyPrefix(match.sequence(), run.sequence, found);
        if (holders.holds(match.sequence())) {
            holders.used(match.sequence(), found);
        }
        run.computed = found;
        if (run.generated() == 0) {
            run.cached = found;
        }
    }

    /**
     * Makes {@code count} cells free for {@code run} and books them; false when only generations before it in rank could
     * give way. Generations with a part in the current step never do.
     */
    boolean grow(Run run, int count) {
        while (!evictHoldersFor(count)) {
            Run victim = victim(run, false);
            if (victim == null) {
                return false;
            }
            swapOut(victim);
        }
        ledger.append(run.sequence, count);
        return true;
    }

    /** Undoes {@link #grow} after a step that did not happen. */
    void shrink(Run run) {
        ledger.truncate(run.sequence, run.computed);
        backend.truncate(run.sequence, run.computed);
    }

    /** Makes the prompt of {@code run}, now computed, available to others. */
    void publishPrompt(Run run) {
        tree.put(run.request.isolationKey(), run.tokens, run.promptLength(), run.sequence);
    }

    /** Frees what the backend may need although the ledger counts it free; false when nothing is left to give. */
    boolean relieve() {
        int holder = holders.evict(true);
        if (holder >= 0) {
            releaseSequence(holder);
            return true;
        }
        if (residents.size() < 2) {
            return false;
        }
        Run last = residents.getFirst();
        for (Run run : residents) {
            if (Run.BY_RANK.compare(run, last) > 0) {
                last = run;
            }
        }
        swapOut(last);
        return true;
    }

    /** Takes an ended generation's cells; they stay as a prefix holder when {@code keep} and worth it. */
    void leave(Run run, boolean keep) {
        byte[] saved = run.saved;
        if (saved != null) {
            forgetSaved(run, saved);
        }
        if (!run.resident()) {
            return;
        }
        residents.remove(run);
        int sequence = run.sequence;
        run.sequence = -1;
        ledger.activate(sequence, false);
        if (keep && run.computed >= SMALLEST_HELD) {
            hold(run, sequence);
        } else {
            releaseSequence(sequence);
        }
    }

    EngineLoad load(int waiting, long steps, StepCost cost) {
        return new EngineLoad(
                residents.size(),
                waiting,
                swapped,
                ledger.cells(),
                ledger.activeCells(),
                ledger.used() - ledger.activeCells(),
                swappedBytes,
                steps,
                swapOuts,
                drops,
                cost);
    }

    int sequencesTaken() {
        return pool.taken();
    }

    int sequencesHeld() {
        return holders.size();
    }

    private void hold(Run run, int sequence) {
        tree.put(run.request.isolationKey(), run.tokens, run.computed, sequence);
        for (int covered : tree.coveredBy(sequence)) {
            if (holders.holds(covered)) {
                holders.remove(covered);
                releaseSequence(covered);
            }
        }
        holders.add(sequence);
    }

    private int peers(Run run) {
        int count = 0;
        for (int i = 0; i < residents.size(); i++) {
            count += run.tier().outranks(residents.get(i).tier()) ? 0 : 1;
        }
        return count;
    }

    private boolean makeRoomToAdmit(Run run) {
        int need = need(run);
        if (committed() - reclaimable(run) + need > ledger.cells()) {
            return residents.isEmpty();
        }
        while (!residents.isEmpty() && committed() + need > ledger.cells()) {
            Run victim = victim(run, true);
            if (victim == null) {
                return false;
            }
            swapOut(victim);
        }
        return true;
    }

    /** Cells that resident generations use or will want soon. */
    private long committed() {
        long cells = ledger.activeCells();
        for (int i = 0; i < residents.size(); i++) {
            Run run = residents.get(i);
            cells += run.pending() + ahead(run);
        }
        return cells;
    }

    /** At most what {@link #committed} loses when all that give way to {@code run}'s admission are swapped out. */
    private long reclaimable(Run to) {
        long cells = 0;
        for (int i = 0; i < residents.size(); i++) {
            Run run = residents.get(i);
            if (givesWay(run, to, true)) {
                cells += run.length + ahead(run);
            }
        }
        return cells;
    }

    private int need(Run run) {
        int shared = 0;
        if (run.saved == null) {
            PrefixTree.Match match = tree.longest(run.request.isolationKey(), run.tokens, run.length - 1);
            shared = match == null ? 0 : ledger.activePrefix(match.sequence(), match.length());
        }
        return run.length - shared + ahead(run);
    }

    private static int ahead(Run run) {
        return Math.min(AHEAD, run.request.maxTokens() - run.generated());
    }

    /**
     * The resident generation that gives way to {@code to}: of the lowest tier, blocked by its reader if possible, last in
     * rank; null when there is none. To admit, only lower tiers give way, or blocked ones of the same.
     */
    private @Nullable Run victim(Run to, boolean toAdmit) {
        Run victim = null;
        for (int i = 0; i < residents.size(); i++) {
            Run run = residents.get(i);
            if (run != to
                    && run.stepTokens == 0
                    && givesWay(run, to, toAdmit)
                    && (victim == null || before(run, victim))) {
                victim = run;
            }
        }
        return victim;
    }

    private static boolean givesWay(Run run, Run to, boolean toAdmit) {
        if (to.tier().outranks(run.tier())) {
            return true;
        }
        if (toAdmit) {
            return run.tier() == to.tier() && run.blocked();
        }
        return run.blocked() || Run.BY_RANK.compare(run, to) > 0;
    }

    /** Whether {@code a} gives way before {@code b}. */
    private static boolean before(Run a, Run b) {
        if (a.tier() != b.tier()) {
            return b.tier().outranks(a.tier());
        }
        return a.blocked() == b.blocked() ? Run.BY_RANK.compare(a, b) > 0 : a.blocked();
    }

    private void swapOut(Run run) {
        if (run.computed >= SMALLEST_HELD) {
            byte[] saved = backend.save(run.sequence);
            if (swappedBytes + saved.length <= settings.swapBytes()) {
                run.saved = saved;
                swappedBytes += saved.length;
                swapped++;
                swapOuts++;
            }
        }
        if (run.saved == null) {
            run.computed = 0;
            drops++;
        }
        releaseSequence(run.sequence);
        run.sequence = -1;
        residents.remove(run);
        displaced.add(run);
    }

    private void forgetSaved(Run run, byte[] saved) {
        run.saved = null;
        swappedBytes -= saved.length;
        swapped--;
    }

    private boolean evictHoldersFor(int count) {
        while (ledger.free() < count) {
            int holder = holders.evict(true);
            if (holder < 0) {
                return false;
            }
            releaseSequence(holder);
        }
        return true;
    }

    private int acquireSequence() {
        int sequence = pool.acquire();
        if (sequence < 0) {
            int holder = holders.evict(false);
            if (holder >= 0) {
                releaseSequence(holder);
                sequence = pool.acquire();
            }
        }
        return sequence;
    }

    private void releaseSequence(int sequence) {
        tree.remove(sequence);
        ledger.release(sequence);
        backend.release(sequence);
        pool.release(sequence);
    }
}
