package dev.tierway.app.eval;

import dev.tierway.core.time.WallClock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Names runs by when they began, so that they sort, with four characters that tell runs of one second apart. */
final class RunIds {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String CHARACTERS = "abcdefghjkmnpqrstvwxyz0123456789";

    private RunIds() {}

    static String next(WallClock clock, RandomGenerator random) {
        StringBuilder id = new StringBuilder(SECONDS.format(clock.now())).append('-');
        for (int i = 0; i < 4; i++) {
            id.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return id.toString();
    }
}
