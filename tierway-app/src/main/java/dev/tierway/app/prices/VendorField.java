package dev.tierway.app.prices;

import dev.tierway.core.pricing.TokenKind;
import dev.tierway.core.tier.ServiceTier;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a price field of the vendors' map means, taken from its name: a kind of token, then in any order a context step
 * such as {@code _above_200k_tokens} and a tier such as {@code _flex}.
 *
 * @param above tokens of the prompt above which the price holds; 0 for any
 */
record VendorField(TokenKind kind, long above, ServiceTier tier) {
    /** A base name, and what it is the price of. */
    private record Base(String name, TokenKind kind) {}

    /** Names that begin with another of them come first. */
    private static final List<Base> BASES = List.of(
            new Base("cache_creation_input_token_cost_above_1hr", TokenKind.CACHE_WRITE_1H),
            new Base("cache_creation_input_token_cost", TokenKind.CACHE_WRITE_5M),
            new Base("cache_read_input_token_cost", TokenKind.CACHE_READ),
            new Base("input_cost_per_token_cache_hit", TokenKind.CACHE_READ),
            new Base("input_cost_per_token", TokenKind.INPUT),
            new Base("output_cost_per_reasoning_token", TokenKind.REASONING),
            new Base("output_cost_per_token", TokenKind.OUTPUT));

    private static final Map<String, ServiceTier> TIERS = Map.of(
            "_priority", ServiceTier.PRIORITY,
            "_flex", ServiceTier.FLEX,
            "_batches", ServiceTier.BATCH);

    private static final String STEP_START = "_above_";
    private static final String STEP_END = "k_tokens";

    /** Empty for a name that is not of this form. */
    static Optional<VendorField> parse(String name) {
        return BASES.stream()
                .filter(base -> name.startsWith(base.name()))
                .findFirst()
                .flatMap(base -> new VendorField(base.kind(), 0, ServiceTier.STANDARD)
                        .narrowedBy(name.substring(base.name().length())));
    }

    /** The field of another kind for the same prompts and tier. */
    VendorField as(TokenKind other) {
        return new VendorField(other, above, tier);
    }

    private Optional<VendorField> narrowedBy(String suffixes) {
        if (suffixes.isEmpty()) {
            return Optional.of(this);
        }
        for (Map.Entry<String, ServiceTier> suffix : TIERS.entrySet()) {
            if (tier == ServiceTier.STANDARD && suffixes.startsWith(suffix.getKey())) {
                return new VendorField(kind, above, suffix.getValue())
                        .narrowedBy(suffixes.substring(suffix.getKey().length()));
            }
        }
        int end = suffixes.indexOf(STEP_END);
        if (above == 0 && suffixes.startsWith(STEP_START) && end > 0) {
            return thousands(suffixes.substring(STEP_START.length(), end))
                    .flatMap(step ->
                            new VendorField(kind, step, tier).narrowedBy(suffixes.substring(end + STEP_END.length())));
        }
        return Optional.empty();
    }

    private static Optional<Long> thousands(String digits) {
        boolean plain = !digits.isEmpty()
                && digits.length() < 10
                && digits.charAt(0) != '0'
                && digits.chars().allMatch(it -> it >= '0' && it <= '9');
        return plain ? Optional.of(Long.parseLong(digits) * 1_000) : Optional.empty();
    }
}
