package dev.tierway.simulator.workload;

import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * All traffic of a run. Each traffic draws from its own stream of the seed, so leaving one out leaves the others as
 * they were.
 */
public record Workload(List<Traffic> traffic) {
    public Workload {
        traffic = List.copyOf(traffic);
        long names = traffic.stream().map(Traffic::name).distinct().count();
        if (names != traffic.size()) {
            throw new IllegalArgumentException("two traffics have the same project and tier: "
                    + traffic.stream().map(Traffic::name).toList());
        }
    }

    /** Only the traffic that {@code kept} accepts. */
    public Workload only(Predicate<Traffic> kept) {
        return new Workload(traffic.stream().filter(kept).toList());
    }

    /** The same requests from clients that wait for {@code patience}. */
    public Workload waiting(Duration patience) {
        return new Workload(traffic.stream().map(each -> each.waiting(patience)).toList());
    }

    /** Requests in order of arrival; endless when a process is. */
    public Iterator<Arrival> arrivals(long seed) {
        return new Merge(traffic.stream()
                .map(each -> new Source(each, Samples.stream(seed, each.name())))
                .toList());
    }

    private static final class Source {
        private final Traffic traffic;
        private final RandomGenerator random;
        private final LongSupplier times;
        private long next;

        Source(Traffic traffic, RandomGenerator random) {
            this.traffic = traffic;
            this.random = random;
            this.times = traffic.arrivals().start(random);
            this.next = times.getAsLong();
        }

        long next() {
            return next;
        }

        Arrival take(long id) {
            Arrival arrival = traffic.draw(id, next, random);
            next = times.getAsLong();
            return arrival;
        }
    }

    private static final class Merge implements Iterator<Arrival> {
        private final PriorityQueue<Source> sources;
        private long id;

        Merge(List<Source> sources) {
            this.sources = new PriorityQueue<>(
                    Comparator.comparingLong(Source::next).thenComparing(source -> source.traffic.name()));
            sources.stream().filter(source -> source.next() != Long.MAX_VALUE).forEach(this.sources::add);
        }

        @Override
        public boolean hasNext() {
            return !sources.isEmpty();
        }

        @Override
        public Arrival next() {
            Source source = sources.poll();
            if (source == null) {
                throw new NoSuchElementException("no more arrivals");
            }
            Arrival arrival = source.take(id++);
            if (source.next() != Long.MAX_VALUE) {
                sources.add(source);
            }
            return arrival;
        }
    }
}
