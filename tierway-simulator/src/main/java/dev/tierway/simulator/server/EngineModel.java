package dev.tierway.simulator.server;

import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.engine.DeploymentSignal;
import dev.tierway.simulator.time.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ObjIntConsumer;

/**
 * An inference engine under virtual time: it runs step after step, each composed by its {@link Composer} and as long as
 * its {@link StepCost} says. A step that has begun is not interrupted.
 */
public final class EngineModel {
    private static final long REFUSAL_NANOS = 2_000_000;

    private final EngineSpec spec;
    private final Composer composer;
    private final EventLoop loop;
    private final ServerListener listener;
    private final PrefixCache prefixes;

    private final List<Sequence> sequences = new ArrayList<>();
    private final List<Sequence> stepped = new ArrayList<>();
    private final Map<Long, Sequence> byId = new HashMap<>();
    private final Set<Long> unanswered = new HashSet<>();
    private Condition condition = new Condition.Healthy();
    private boolean stepping;
    private long order;
    private long busyNanos;

    public EngineModel(EngineSpec spec, EventLoop loop, ServerListener listener) {
        this.spec = spec;
        this.composer = spec.composer();
        this.loop = loop;
        this.listener = listener;
        this.prefixes = new PrefixCache(spec.prefixBlocks());
    }

    public String name() {
        return spec.name();
    }

    /** Time spent in steps since the start. */
    public long busyNanos() {
        return busyNanos;
    }

    public void behave(Condition next, long now) {
        condition = next;
        step(now);
    }

    public void start(Attempt attempt, long now) {
        switch (condition) {
            case Condition.Unavailable() -> {
                unanswered.add(attempt.id());
                loop.after(REFUSAL_NANOS, later -> {
                    if (unanswered.remove(attempt.id())) {
                        listener.unavailable(attempt.id(), later);
                    }
                });
            }
            case Condition.BlackHole() -> unanswered.add(attempt.id());
            case Condition.Healthy(), Condition.Slow(var _), Condition.Frozen() -> {
                int hits = prefixes.leadingHits(attempt.prefixBlocks());
                int cached = Math.min(hits * attempt.blockTokens(), attempt.inputTokens() - 1);
                Sequence sequence = new Sequence(attempt, order++, Math.max(0, cached));
                sequences.add(sequence);
                byId.put(attempt.id(), sequence);
                step(now);
            }
        }
    }

    /** Stops an attempt and forgets it; tokens it had produced are lost. */
    public void cancel(long id) {
        unanswered.remove(id);
        Sequence sequence = byId.remove(id);
        if (sequence != null) {
            sequences.remove(sequence);
        }
    }

    /** Calls {@code report} with the output tokens so far of every stream that has begun to answer. */
    public void eachStream(ObjIntConsumer<Long> report) {
        for (Sequence sequence : sequences) {
            if (sequence.produced > 0) {
                report.accept(sequence.attempt.id(), sequence.produced);
            }
        }
    }

    /** Its own report of how full it is; empty while it does not answer. */
    public Optional<DeploymentSignal> signal() {
        if (condition instanceof Condition.Frozen) {
            return Optional.empty();
        }
        int running = 0;
        long kv = 0;
        for (Sequence sequence : sequences) {
            if (sequence.running) {
                running++;
                kv += sequence.kvTokens();
            }
        }
        double usage = Math.min(1, (double) kv / spec.kvTokens());
        return Optional.of(new DeploymentSignal(running, sequences.size() - running, usage));
    }

    private void step(long now) {
        if (stepping || sequences.isEmpty() || condition instanceof Condition.Frozen) {
            return;
        }
        composer.compose(sequences);
        int decodes = 0;
        int prefilled = 0;
        for (Sequence sequence : sequences) {
            decodes += sequence.stepDecode ? 1 : 0;
            prefilled += sequence.stepPrefill;
        }
        if (decodes + prefilled == 0) {
            throw new IllegalStateException(name() + ": a step of " + sequences.size() + " sequences does nothing");
        }
        long nanos = spec.cost().nanos(decodes, prefilled);
        if (condition instanceof Condition.Slow(double factor)) {
            nanos = (long) (nanos * factor);
        }
        stepping = true;
        busyNanos += nanos;
        loop.at(now + nanos, this::stepped);
    }

    private void stepped(long now) {
        stepped.clear();
        stepped.addAll(sequences);
        for (Sequence sequence : stepped) {
            if (sequence.stepPrefill > 0) {
                sequence.prefillLeft -= sequence.stepPrefill;
                if (sequence.prefillLeft == 0) {
                    prefixes.touch(sequence.attempt.prefixBlocks());
                    token(sequence, now);
                }
            } else if (sequence.stepDecode) {
                token(sequence, now);
            }
        }
        stepping = false;
        step(now);
    }

    private void token(Sequence sequence, long now) {
        Attempt attempt = sequence.attempt;
        if (byId.get(attempt.id()) != sequence) {
            return; // cancelled by what an earlier token of this step set off
        }
        sequence.produced++;
        if (sequence.produced == 1) {
            listener.firstToken(attempt.id(), now);
        }
        if (sequence.produced >= attempt.outputTokens()) {
            byId.remove(attempt.id());
            sequences.remove(sequence);
            int cached = sequence.cached();
            listener.finished(attempt.id(), Usage.of(attempt.inputTokens() - cached, cached, sequence.produced), now);
        }
    }
}
