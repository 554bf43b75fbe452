package dev.tierway.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KvLedgerTest {
    private static final int SEQUENCES = 6;

    /** Compares with a model that keeps a set of cell numbers per sequence. */
    @Property(tries = 300)
    void counts_like_a_list_of_cells(@ForAll long seed) {
        Random random = new Random(seed);
        KvLedger ledger = new KvLedger(200, SEQUENCES);
        List<List<Integer>> cells = new ArrayList<>();
        boolean[] active = new boolean[SEQUENCES];
        for (int i = 0; i < SEQUENCES; i++) {
            cells.add(new ArrayList<>());
        }
        int nextCell = 0;
        for (int event = 0; event < 60; event++) {
            int sequence = random.nextInt(SEQUENCES);
            int other = random.nextInt(SEQUENCES);
            List<Integer> own = cells.get(sequence);
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    int count = Math.min(random.nextInt(20), ledger.free());
                    ledger.append(sequence, count);
                    for (int i = 0; i < count; i++) {
                        own.add(nextCell++);
                    }
                }
                case 2 -> {
                    if (own.isEmpty() && sequence != other) {
                        int length = random.nextInt(cells.get(other).size() + 1);
                        ledger.copyPrefix(other, sequence, length);
                        own.addAll(cells.get(other).subList(0, length));
                    }
                }
                case 3 -> {
                    int length = random.nextInt(own.size() + 1);
                    ledger.truncate(sequence, length);
                    own.subList(length, own.size()).clear();
                }
                case 4 -> {
                    ledger.release(sequence);
                    own.clear();
                    active[sequence] = false;
                }
                default -> {
                    active[sequence] = random.nextBoolean();
                    ledger.activate(sequence, active[sequence]);
                }
            }
            compare(ledger, cells, active, random);
        }
    }

    private static void compare(KvLedger ledger, List<List<Integer>> cells, boolean[] active, Random random) {
        Set<Integer> used = new HashSet<>();
        Set<Integer> activeCells = new HashSet<>();
        for (int i = 0; i < SEQUENCES; i++) {
            used.addAll(cells.get(i));
            if (active[i]) {
                activeCells.addAll(cells.get(i));
            }
        }
        assertThat(ledger.used()).isEqualTo(used.size());
        assertThat(ledger.activeCells()).isEqualTo(activeCells.size());
        int sequence = random.nextInt(SEQUENCES);
        List<Integer> own = cells.get(sequence);
        Set<Integer> others = new HashSet<>();
        for (int i = 0; i < SEQUENCES; i++) {
            if (i != sequence) {
                others.addAll(cells.get(i));
            }
        }
        assertThat(ledger.length(sequence)).isEqualTo(own.size());
        assertThat(ledger.exclusive(sequence)).isEqualTo((int)
                own.stream().filter(cell -> !others.contains(cell)).count());
        int length = random.nextInt(own.size() + 1);
        assertThat(ledger.activePrefix(sequence, length)).isEqualTo((int)
                own.subList(0, length).stream().filter(activeCells::contains).count());
    }

    @Test
    void more_cells_than_there_are_cannot_be_booked() {
        KvLedger ledger = new KvLedger(10, SEQUENCES);
        ledger.append(0, 8);
        assertThatThrownBy(() -> ledger.append(1, 3)).hasMessageContaining("needs 3 KV cells, 2 free");
    }
}
