package dev.tierway.engine.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PrefixTreeTest {
    private record Noted(String key, int[] tokens) {}

    /** Compares with a scan of everything that was noted, over a two-token alphabet so that prefixes often collide. */
    @Property(tries = 300)
    void finds_the_longest_prefix_that_a_scan_finds(@ForAll long seed) {
        Random random = new Random(seed);
        PrefixTree tree = new PrefixTree(8);
        Map<Integer, Noted> noted = new HashMap<>();
        for (int event = 0; event < 40; event++) {
            int sequence = random.nextInt(8);
            String key = "key" + random.nextInt(2);
            int[] tokens = random.ints(1 + random.nextInt(12), 0, 2).toArray();
            if (random.nextInt(3) == 0) {
                tree.remove(sequence);
                noted.remove(sequence);
            } else {
                tree.put(key, tokens, tokens.length, sequence);
                noted.put(sequence, new Noted(key, tokens));
            }
            int[] prompt = random.ints(1 + random.nextInt(14), 0, 2).toArray();
            int limit = random.nextInt(prompt.length + 1);
            PrefixTree.Match match = tree.longest(key, prompt, limit);
            int longest = noted.values().stream()
                    .filter(other -> other.key().equals(key))
                    .mapToInt(other -> common(other.tokens(), prompt, limit))
                    .max()
                    .orElse(0);
            assertThat(match == null ? 0 : match.length()).isEqualTo(longest);
            if (match != null) {
                assertThat(noted).containsKey(match.sequence());
                Noted source = Objects.requireNonNull(noted.get(match.sequence()));
                assertThat(source.key()).isEqualTo(key);
                assertThat(common(source.tokens(), prompt, limit)).isEqualTo(longest);
            }
        }
    }

    private static int common(int[] a, int[] b, int limit) {
        int longest = Math.min(a.length, limit);
        int mismatch = Arrays.mismatch(a, 0, longest, b, 0, longest);
        return mismatch < 0 ? longest : mismatch;
    }

    @Test
    void a_longer_sequence_covers_those_on_its_path_only() {
        PrefixTree tree = new PrefixTree(8);
        tree.put("k", new int[] {1, 2}, 2, 0);
        tree.put("k", new int[] {1, 2, 3, 4}, 4, 1);
        tree.put("k", new int[] {1, 2, 9}, 3, 2);
        tree.put("k", new int[] {1, 2, 3, 4, 5}, 5, 3);
        assertThat(tree.coveredBy(3)).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void keys_do_not_see_each_other() {
        PrefixTree tree = new PrefixTree(8);
        tree.put("mine", new int[] {1, 2, 3}, 3, 0);
        assertThat(tree.longest("yours", new int[] {1, 2, 3}, 3)).isNull();
    }
}
