package dev.tierway.evals.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class SplitSpecTest {
    private static final SplitSpec SPLIT = new SplitSpec(SplitSpec.By.ID, DatasetsTest.shares(0.6, 0.2, 0.2), 0);

    @Property
    void every_case_is_in_one_part_whatever_its_id(@ForAll String id, @ForAll long seed) {
        SplitSpec split = new SplitSpec(SplitSpec.By.ID, SPLIT.shares(), seed);
        assertThat(split.part(example(id, id))).isPresent().isEqualTo(split.part(example(id, "other cluster")));
    }

    @Property
    void cases_of_one_cluster_are_never_parted(@ForAll @Size(10) List<String> ids, @ForAll String cluster) {
        SplitSpec split = new SplitSpec(SplitSpec.By.CLUSTER, SPLIT.shares(), 3);
        assertThat(ids.stream().map(id -> split.part(example(id, cluster))).distinct())
                .hasSize(1);
    }

    @Test
    void parts_have_about_their_shares() {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            counts.merge(SPLIT.part(example("case-" + i, "")).orElseThrow(), 1, Integer::sum);
        }
        assertThat(counts.getOrDefault("train", 0) / 20_000.0).isCloseTo(0.6, within(0.015));
        assertThat(counts.getOrDefault("test", 0) / 20_000.0).isCloseTo(0.2, within(0.015));
    }

    @Test
    void where_a_case_goes_is_the_same_in_every_release() {
        List<String> parts = IntStream.range(0, 8)
                .mapToObj(i -> SPLIT.part(example("case-" + i, "")).orElseThrow())
                .toList();
        assertThat(parts).containsExactly("train", "test", "train", "train", "dev", "train", "dev", "dev");
    }

    @Test
    void what_the_shares_leave_out_is_in_no_part() {
        SplitSpec half = new SplitSpec(SplitSpec.By.ID, DatasetsTest.shares(0.0, 0.0, 0.0), 0);
        assertThat(half.part(example("case-1", ""))).isEmpty();
    }

    private static Case example(String id, String cluster) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return new Case(
                id,
                cluster,
                json.stringNode(id),
                json.missingNode(),
                json.objectNode(),
                OptionalInt.empty(),
                Optional.empty());
    }
}
