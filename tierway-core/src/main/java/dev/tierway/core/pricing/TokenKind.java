package dev.tierway.core.pricing;

import dev.tierway.core.usage.Usage;

/** What a token is priced as. The kinds are disjoint: output is what is not reasoning. */
public enum TokenKind {
    INPUT("input"),
    CACHE_READ("cache_read"),
    CACHE_WRITE_5M("cache_write_5m"),
    CACHE_WRITE_1H("cache_write_1h"),
    OUTPUT("output"),
    REASONING("reasoning");

    private final String key;

    TokenKind(String key) {
        this.key = key;
    }

    /** Its name in configuration, price books and reports. */
    public String key() {
        return key;
    }

    /** Whether its price may be written as a multiple of the input price. */
    public boolean cache() {
        return switch (this) {
            case CACHE_READ, CACHE_WRITE_5M, CACHE_WRITE_1H -> true;
            case INPUT, OUTPUT, REASONING -> false;
        };
    }

    /** How many tokens of {@code usage} are of this kind. */
    public long of(Usage usage) {
        return switch (this) {
            case INPUT -> usage.inputUncached();
            case CACHE_READ -> usage.cacheRead();
            case CACHE_WRITE_5M -> usage.cacheWrite5m();
            case CACHE_WRITE_1H -> usage.cacheWrite1h();
            case OUTPUT -> usage.output() - usage.reasoning();
            case REASONING -> usage.reasoning();
        };
    }
}
