package dev.tierway.evals.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.time.Ticker;
import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.embedding.Embedder;
import dev.tierway.evals.target.Target.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class NearestTargetTest {
    /** Texts are angles in degrees. */
    private static final Embedder ANGLES = new Embedder() {
        @Override
        public String model() {
            return "angles";
        }

        @Override
        public float[] embed(String text) {
            double angle = Math.toRadians(Double.parseDouble(text));
            return new float[] {(float) Math.cos(angle), (float) Math.sin(angle)};
        }
    };

    private static final List<Case> EXAMPLES = List.of(
            labelled("0", "east"),
            labelled("40", "east"),
            labelled("50", "north"),
            labelled("90", "north"),
            labelled("95", "north"));

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void a_text_is_labelled_as_its_nearest_example() throws Exception {
        assertThat(answer(1, "44").text()).isEqualTo("east");
        assertThat(answer(1, "46").text()).isEqualTo("north");
    }

    @Test
    void several_neighbours_outvote_the_nearest() throws Exception {
        assertThat(answer(3, "44").text()).isEqualTo("east");
        assertThat(answer(5, "44").text()).isEqualTo("north");
    }

    @Test
    void centroids_stand_for_their_class() throws Exception {
        // east lies at 20 degrees, north at about 78.
        assertThat(answer(0, "48").text()).isEqualTo("east");
        assertThat(answer(0, "50").text()).isEqualTo("north");
    }

    @Test
    void only_the_first_examples_of_a_class_are_learnt() throws Exception {
        NearestTarget target = nearest(1, OptionalInt.of(1));

        assertThat(target.answer(labelled("27", "?"), new Attempt(1, 1)).text()).isEqualTo("north");
        assertThat(target.fingerprint())
                .isNotEqualTo(nearest(1, OptionalInt.empty()).fingerprint());
    }

    @Test
    void the_route_and_the_time_it_took_are_known() throws Exception {
        Sample sample = answer(1, "0");

        assertThat(sample.inside().path("route").path("intent").asString()).isEqualTo("east");
        assertThat(sample.timing().total()).hasValue(1);
        assertThat(sample.spend().calls()).isZero();
    }

    @Test
    void examples_are_embedded_once_when_the_first_answer_is_wanted() throws Exception {
        List<String> embedded = new ArrayList<>();
        Embedder counting = new Embedder() {
            @Override
            public String model() {
                return ANGLES.model();
            }

            @Override
            public float[] embed(String text) {
                embedded.add(text);
                return ANGLES.embed(text);
            }
        };
        NearestTarget target = NearestTarget.of(
                "n", new NearestTarget.Voting(1, OptionalInt.empty()), EXAMPLES, counting, nanos::getAndIncrement);
        assertThat(target.fingerprint())
                .isEqualTo(nearest(1, OptionalInt.empty()).fingerprint());
        assertThat(embedded).isEmpty();

        target.answer(labelled("1", "?"), new Attempt(1, 1));
        target.answer(labelled("2", "?"), new Attempt(1, 1));

        assertThat(embedded).containsExactly("0", "40", "50", "90", "95", "1", "2");
    }

    @Test
    void examples_that_cannot_be_embedded_leave_cases_without_an_answer() {
        NearestTarget target = NearestTarget.of(
                "n",
                new NearestTarget.Voting(1, OptionalInt.empty()),
                List.of(labelled("no angle", "east")),
                ANGLES,
                nanos::getAndIncrement);

        assertThatThrownBy(() -> target.answer(labelled("1", "?"), new Attempt(1, 1)))
                .isInstanceOf(TargetFailure.class)
                .hasMessageContaining("the examples of target 'n' cannot be embedded");
    }

    @Test
    void nothing_can_be_learnt_from_nothing() {
        assertThatThrownBy(() -> NearestTarget.of(
                        "n", new NearestTarget.Voting(1, OptionalInt.empty()), List.of(), ANGLES, Ticker.system()))
                .hasMessageContaining("target 'n' has no examples");
    }

    private Sample answer(int neighbours, String angle) throws Exception {
        return nearest(neighbours, OptionalInt.empty()).answer(labelled(angle, "?"), new Attempt(1, 1));
    }

    private NearestTarget nearest(int neighbours, OptionalInt perClass) {
        return NearestTarget.of(
                "n", new NearestTarget.Voting(neighbours, perClass), EXAMPLES, ANGLES, nanos::getAndIncrement);
    }

    private static Case labelled(String text, String label) {
        ObjectNode item =
                JsonMapper.shared().createObjectNode().put("text", text).put("label", label);
        return new Case(text, text, item.path("text"), item.path("label"), item, OptionalInt.empty(), Optional.empty());
    }
}
