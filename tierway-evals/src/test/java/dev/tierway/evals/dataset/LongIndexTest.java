package dev.tierway.evals.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class LongIndexTest {
    @Property(tries = 200)
    void it_remembers_what_a_map_remembers(@ForAll @Size(max = 500) List<@LongRange(min = -40, max = 300) Long> keys) {
        LongIndex index = new LongIndex();
        Map<Long, Long> model = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            Long earlier = model.putIfAbsent(keys.get(i), (long) i);
            assertThat(index.putIfAbsent(keys.get(i), i)).isEqualTo(earlier == null ? LongIndex.NONE : earlier);
        }
        for (long key = -50; key < 310; key++) {
            assertThat(index.get(key)).isEqualTo(model.getOrDefault(key, LongIndex.NONE));
        }
    }
}
