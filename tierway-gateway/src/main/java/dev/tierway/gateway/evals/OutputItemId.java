package dev.tierway.gateway.evals;

import java.util.OptionalLong;

/** Ids of output items: their run's, and their number in it. */
final class OutputItemId {
    private static final String PREFIX = "outputitem_";

    private OutputItemId() {}

    static String of(String run, long number) {
        return PREFIX + run.substring(run.indexOf('_') + 1) + "_" + number;
    }

    /** The number of an item of {@code run}; empty when {@code id} is none of its items. */
    static OptionalLong number(String run, String id) {
        String prefix = PREFIX + run.substring(run.indexOf('_') + 1) + "_";
        if (!id.startsWith(prefix)) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(id.substring(prefix.length()));
            return number >= 0 && id.equals(prefix + number) ? OptionalLong.of(number) : OptionalLong.empty();
        } catch (NumberFormatException noNumber) {
            return OptionalLong.empty();
        }
    }
}
