package dev.tierway.engine.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.engine.kv.KvLedger;
import org.junit.jupiter.api.Test;

class HolderCacheTest {
    private final KvLedger ledger = new KvLedger(1000, 8);
    private final HolderCache holders = new HolderCache(ledger, 8);

    private void hold(int sequence, int cells) {
        ledger.append(sequence, cells);
        holders.add(sequence);
    }

    private int evict() {
        int victim = holders.evict(true);
        if (victim >= 0) {
            ledger.release(victim);
        }
        return victim;
    }

    @Test
    void among_equals_the_least_recently_used_goes_first() {
        hold(0, 100);
        hold(1, 100);
        hold(2, 100);
        assertThat(evict()).isEqualTo(0);
        assertThat(evict()).isEqualTo(1);
    }

    @Test
    void what_saved_more_prefill_per_cell_stays_longer() {
        hold(0, 100);
        holders.used(0, 100);
        holders.used(0, 100);
        hold(1, 100);
        assertThat(evict()).isEqualTo(1);
    }

    @Test
    void old_savings_fade_as_others_come_and_go() {
        hold(0, 100);
        holders.used(0, 100);
        int rounds = 0;
        int victim = -1;
        while (victim != 0) {
            hold(1, 100);
            victim = evict();
            rounds++;
        }
        assertThat(rounds).isBetween(2, 4);
    }

    @Test
    void evicting_for_cells_skips_holders_whose_cells_others_share() {
        hold(0, 100);
        ledger.copyPrefix(0, 1, 100);
        assertThat(holders.evict(true)).isEqualTo(-1);
        assertThat(holders.evict(false)).isEqualTo(0);
    }
}
