package dev.tierway.scheduler.flowcontrol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Binary min-heap whose elements know their own place, so that any of them is removed or moved in O(log n).
 *
 * <p>An element stores its place for one heap in one field, which reads -1 while it is in none.
 */
public final class IndexedHeap<E> {
    private final List<E> elements = new ArrayList<>();
    private final Comparator<? super E> order;
    private final ToIntFunction<? super E> placeOf;
    private final ObjIntConsumer<? super E> setPlace;

    public IndexedHeap(
            Comparator<? super E> order, ToIntFunction<? super E> placeOf, ObjIntConsumer<? super E> setPlace) {
        this.order = order;
        this.placeOf = placeOf;
        this.setPlace = setPlace;
    }

    public int size() {
        return elements.size();
    }

    public boolean isEmpty() {
        return elements.isEmpty();
    }

    public boolean contains(E element) {
        return placeOf.applyAsInt(element) >= 0;
    }

    public @Nullable E peek() {
        return elements.isEmpty() ? null : elements.getFirst();
    }

    public void add(E element) {
        if (contains(element)) {
            throw new IllegalStateException("already in the heap: " + element);
        }
        elements.add(element);
        siftUp(elements.size() - 1, element);
    }

    public void remove(E element) {
        int place = placeOf.applyAsInt(element);
        if (place < 0) {
            throw new IllegalStateException("not in the heap: " + element);
        }
        setPlace.accept(element, -1);
        E last = elements.removeLast();
        if (place < elements.size()) {
            settle(place, last);
        }
    }

    /** Restores the order after {@code element}'s rank changed; no effect while it is not in the heap. */
    public void reorder(E element) {
        int place = placeOf.applyAsInt(element);
        if (place >= 0) {
            settle(place, element);
        }
    }

    private void settle(int place, E element) {
        if (siftUp(place, element) == place) {
            siftDown(place, element);
        }
    }

    private int siftUp(int from, E element) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            E above = elements.get(parent);
            if (order.compare(element, above) >= 0) {
                break;
            }
            put(place, above);
            place = parent;
        }
        put(place, element);
        return place;
    }

    private void siftDown(int from, E element) {
        int place = from;
        int firstLeaf = elements.size() >>> 1;
        while (place < firstLeaf) {
            int child = 2 * place + 1;
            int right = child + 1;
            if (right < elements.size() && order.compare(elements.get(right), elements.get(child)) < 0) {
                child = right;
            }
            E below = elements.get(child);
            if (order.compare(element, below) <= 0) {
                break;
            }
            put(place, below);
            place = child;
        }
        put(place, element);
    }

    private void put(int place, E element) {
        elements.set(place, element);
        setPlace.accept(element, place);
    }
}
