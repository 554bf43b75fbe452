package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.storage.feedback.Feedback;
import dev.tierway.storage.feedback.Feedback.Kind;
import dev.tierway.storage.feedback.Feedback.Target;
import dev.tierway.storage.feedback.Feedback.TargetKind;
import dev.tierway.storage.feedback.FeedbackQuery;
import dev.tierway.storage.feedback.FeedbackStore;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A key says one thing of a name and a target, to its project alone, on every database. */
abstract class FeedbackContract extends StorageContract {
    private static final Instant NOON = Entries.NOON;
    private static final Target REQUEST = new Target(TargetKind.REQUEST, "req_1");
    private static final Target EPISODE = new Target(TargetKind.EPISODE, "req_1");

    private FeedbackStore feedback() {
        return database().feedback();
    }

    private static Feedback said(String id, Target target, String name, Kind kind, String value) {
        return new Feedback(id, "storefront", "key1", target, name, kind, value, "{}", NOON);
    }

    @Test
    void saying_it_again_replaces_what_was_said() {
        Feedback first = feedback().put(said("fb_1", REQUEST, "thumbs", Kind.BOOLEAN, "true"));
        Feedback second = feedback().put(said("fb_2", REQUEST, "thumbs", Kind.NUMBER, "0.5"));

        assertThat(first).isEqualTo(said("fb_1", REQUEST, "thumbs", Kind.BOOLEAN, "true"));
        assertThat(second).isEqualTo(said("fb_1", REQUEST, "thumbs", Kind.NUMBER, "0.5"));
        assertThat(feedback().list("storefront", FeedbackQuery.ALL, 9)).containsExactly(second);
    }

    @Test
    void other_names_targets_keys_and_projects_are_others() {
        feedback().put(said("fb_1", REQUEST, "thumbs", Kind.BOOLEAN, "true"));
        feedback().put(said("fb_2", REQUEST, "tone", Kind.COMMENT, "\"curt\""));
        feedback().put(said("fb_3", EPISODE, "thumbs", Kind.BOOLEAN, "false"));
        feedback()
                .put(new Feedback("fb_4", "storefront", "key2", REQUEST, "thumbs", Kind.BOOLEAN, "false", "{}", NOON));
        feedback().put(new Feedback("fb_5", "research", "key3", REQUEST, "thumbs", Kind.BOOLEAN, "true", "{}", NOON));

        assertThat(feedback().list("storefront", FeedbackQuery.ALL, 9))
                .extracting(Feedback::id)
                .containsExactly("fb_1", "fb_2", "fb_3", "fb_4");
        FeedbackQuery thumbs = new FeedbackQuery(
                Optional.of(REQUEST),
                Optional.of("thumbs"),
                Optional.of(Kind.BOOLEAN),
                Optional.of(NOON),
                true,
                Optional.empty());
        assertThat(feedback().list("storefront", thumbs, 9))
                .extracting(Feedback::id)
                .containsExactly("fb_4", "fb_1");
        assertThat(feedback().find("research", "fb_1")).isEmpty();
        assertThat(feedback().delete("research", "fb_1")).isFalse();
    }

    @Test
    void pages_follow_each_other() {
        for (int i = 1; i <= 3; i++) {
            feedback().put(said("fb_" + i, REQUEST, "n" + i, Kind.BOOLEAN, "true"));
        }
        FeedbackQuery behind = new FeedbackQuery(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.of("fb_1"));

        assertThat(feedback().list("storefront", behind, 1))
                .extracting(Feedback::id)
                .containsExactly("fb_2");
    }

    @Test
    void it_can_be_deleted_and_is_forgotten_in_time() {
        feedback().put(said("fb_1", REQUEST, "thumbs", Kind.BOOLEAN, "true"));
        feedback().put(said("fb_2", REQUEST, "tone", Kind.BOOLEAN, "true"));

        assertThat(feedback().delete("storefront", "fb_1")).isTrue();
        assertThat(feedback().delete("storefront", "fb_1")).isFalse();
        assertThat(feedback().deleteExpired(NOON)).isZero();
        assertThat(feedback().deleteExpired(NOON.plusSeconds(1))).isEqualTo(1);
    }
}
