package dev.tierway.scheduler.flowcontrol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The waiting requests of one tier, fair between its projects.
 *
 * <p>Fairness is the Virtual Token Counter of Sheng et al. (OSDI '24, arXiv 2401.00588) with weights: the project with
 * the smallest counter goes next, its counter grows by what it is charged, and a project that returns from idle is
 * lifted to the smallest counter of those that wait. Between two projects that both wait, charges over weight never
 * differ by more than twice the largest request, give or take corrections of estimates. O(log projects).
 */
public final class Band<T extends Queued> {
    private final Ordering ordering;
    private final ToDoubleFunction<String> weights;
    private final Map<String, Flow<T>> flows = new HashMap<>();
    private final IndexedHeap<Flow<T>> backlogged = new IndexedHeap<>(
            Comparator.comparingDouble(Flow::virtualTokens), flow -> flow.place, (flow, place) -> flow.place = place);
    private final IndexedHeap<T> deadlines = new IndexedHeap<>(
            Comparator.comparingLong(Queued::deadline),
            queued -> queued.deadlinePlace,
            (queued, place) -> queued.deadlinePlace = place);
    private final List<T> setAside = new ArrayList<>();
    private double idleCounter;
    private double queuedTokens;

    /** Projects get {@code weights}, positive numbers, of the band's tokens while they wait together. */
    public Band(Ordering ordering, ToDoubleFunction<String> weights) {
        this.ordering = ordering;
        this.weights = weights;
    }

    public int size() {
        return deadlines.size();
    }

    public boolean isEmpty() {
        return deadlines.isEmpty();
    }

    /** Weighted tokens that wait. */
    public double queuedTokens() {
        return queuedTokens;
    }

    /**
     * Weighted tokens that will be served before a request that {@code project} would add now: its own, and as many of
     * every other project that waits, as far as there are.
     */
    public double tokensAhead(String project) {
        Flow<T> flow = flows.get(project);
        double own = flow == null ? 0 : flow.queuedTokens;
        double turn = backlogged.isEmpty() ? 0 : queuedTokens / size();
        return Math.min(queuedTokens, (own + turn) * backlogged.size());
    }

    public int size(String project) {
        Flow<T> flow = flows.get(project);
        return flow == null ? 0 : flow.waiting.size();
    }

    /** Virtual counter of a project: weighted tokens charged to it, over its weight, plus its lifts. */
    public double virtualTokens(String project) {
        return flow(project).virtualTokens();
    }

    public void add(T request) {
        Flow<T> flow = flow(request.project());
        if (flow.waiting.isEmpty()) {
            Flow<T> least = backlogged.peek();
            flow.liftTo(least == null ? idleCounter : least.virtualTokens());
        }
        insert(flow, request);
        deadlines.add(request);
        queuedTokens += request.cost();
        flow.queuedTokens += request.cost();
    }

    public void remove(T request) {
        Flow<T> flow = flow(request.project());
        withdraw(flow, request);
        deadlines.remove(request);
        queuedTokens = deadlines.isEmpty() ? 0 : queuedTokens - request.cost();
        flow.queuedTokens = flow.waiting.isEmpty() ? 0 : flow.queuedTokens - request.cost();
        if (backlogged.isEmpty()) {
            idleCounter = flow.virtualTokens();
        }
    }

    /** The waiting request whose deadline comes first. */
    public @Nullable T mostUrgent() {
        return deadlines.peek();
    }

    /**
     * The request whose turn it is, among those that {@code takes} accepts. It stays in the band.
     *
     * <p>One that is not accepted lets others pass this time and keeps its place; at most {@code attempts} are tried.
     */
    public @Nullable T next(Predicate<? super T> takes, int attempts) {
        T found = null;
        for (int attempt = 0; attempt < attempts; attempt++) {
            Flow<T> flow = backlogged.peek();
            T candidate = flow == null ? null : flow.waiting.peek();
            if (flow == null || candidate == null) {
                break;
            }
            if (takes.test(candidate)) {
                found = candidate;
                break;
            }
            withdraw(flow, candidate);
            setAside.add(candidate);
        }
        for (T request : setAside) {
            insert(flow(request.project()), request);
        }
        setAside.clear();
        return found;
    }

    /** Adds {@code cost}, which is negative for a refund, to what the project has used. */
    public void charge(String project, double cost) {
        Flow<T> flow = flow(project);
        flow.charge(cost);
        backlogged.reorder(flow);
        if (backlogged.isEmpty()) {
            idleCounter = flow.virtualTokens();
        }
    }

    private Flow<T> flow(String project) {
        Flow<T> flow = flows.get(project);
        if (flow == null) {
            flow = new Flow<>(weights.applyAsDouble(project), ordering);
            flows.put(project, flow);
        }
        return flow;
    }

    private void insert(Flow<T> flow, T request) {
        flow.waiting.add(request);
        if (!backlogged.contains(flow)) {
            backlogged.add(flow);
        }
    }

    private void withdraw(Flow<T> flow, T request) {
        flow.waiting.remove(request);
        if (flow.waiting.isEmpty()) {
            backlogged.remove(flow);
        }
    }
}
