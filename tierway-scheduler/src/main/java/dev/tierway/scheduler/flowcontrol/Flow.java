package dev.tierway.scheduler.flowcontrol;

/** One project in one band: its waiting requests and its virtual counter, in weighted tokens over weight. */
final class Flow<T extends Queued> {
    private final double weight;
    final IndexedHeap<T> waiting;
    private double virtualTokens;
    double queuedTokens;
    int place = -1;

    Flow(double weight, Ordering ordering) {
        this.weight = weight;
        this.waiting = new IndexedHeap<>(
                ordering.comparator(), queued -> queued.flowPlace, (queued, place) -> queued.flowPlace = place);
    }

    double virtualTokens() {
        return virtualTokens;
    }

    void charge(double cost) {
        virtualTokens += cost / weight;
    }

    void liftTo(double minimum) {
        virtualTokens = Math.max(virtualTokens, minimum);
    }
}
