package dev.tierway.evals.simulate;

/**
 * Something a simulated customer did wrong, which spoils its conversation.
 *
 * @param turn index in the transcript, from 0
 * @param what what was said and why it is wrong, for a person
 */
public record Flaw(Kind kind, int turn, String what) {
    private static final String IN_TURN = " in turn ";

    /** What can go wrong with a customer. */
    public enum Kind {
        /** It said a value that is in no list of its scenario and that the agent did not say. */
        FABRICATED_FACT("fabricated_fact"),
        /** It left before the agent reported that something happened, or gave up before the agent said no. */
        EARLY_STOP("early_stop"),
        /** It said what is withheld before the agent asked. */
        DISCLOSED_TOO_SOON("disclosed_too_soon"),
        /** It spoke as the assistant. */
        LEFT_ROLE("left_role"),
        /** It said the same again though the agent had moved on. */
        REPEATED_ITSELF("repeated_itself"),
        /** Its model gave no turn. */
        UNREADABLE("unreadable");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /** What kind of flaw {@code text} tells of, which {@link #toString} wrote. */
    static String kindOf(String text) {
        int end = text.indexOf(IN_TURN);
        return end < 0 ? text : text.substring(0, end);
    }

    @Override
    public String toString() {
        return kind.wireName() + IN_TURN + (turn + 1) + ": " + what;
    }
}
