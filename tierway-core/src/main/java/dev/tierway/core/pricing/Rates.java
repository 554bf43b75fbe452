package dev.tierway.core.pricing;

import dev.tierway.core.usage.Usage;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What tokens cost in one tier and context step. Immutable. */
public final class Rates {
    private static final List<TokenKind> KINDS = List.of(TokenKind.values());

    /** Reserved capacity is paid by the hour: its tokens are free. */
    static final Rates FREE = new Rates(ofEach(_ -> BigDecimal.ZERO));

    private final Map<TokenKind, BigDecimal> perToken;

    /** Decimals of {@link #unscaled}; none when some rate has more than fit. */
    private final int decimals;

    /** The rates as whole numbers, in the order of {@link #KINDS}. */
    private final long[] unscaled;

    /** Most tokens of a kind for which no sum overflows. */
    private final long most;

    /** @param perToken US dollars, exact and not negative, for every kind */
    public Rates(Map<TokenKind, BigDecimal> perToken) {
        this.perToken = Collections.unmodifiableMap(new EnumMap<>(perToken));
        if (perToken.size() < KINDS.size()) {
            throw new IllegalArgumentException("rates are needed for " + KINDS + ", not only " + perToken.keySet());
        }
        int scale = KINDS.stream().mapToInt(kind -> of(kind).scale()).reduce(NanoDollars.LEAST_DECIMALS, Math::max);
        boolean fits = scale <= NanoDollars.MOST_DECIMALS
                && KINDS.stream()
                        .allMatch(
                                kind -> of(kind).setScale(scale).unscaledValue().bitLength() < Long.SIZE - 1);
        decimals = fits ? scale : 0;
        unscaled = KINDS.stream()
                .mapToLong(
                        kind -> fits ? of(kind).setScale(scale).unscaledValue().longValueExact() : 0)
                .toArray();
        most = Long.MAX_VALUE
                / KINDS.size()
                / Math.max(1, LongStream.of(unscaled).max().orElse(1));
    }

    /** The rates that listed prices come to; input, output and the cache kinds are among them. */
    static Rates of(Map<TokenKind, Price> prices) {
        BigDecimal input = dollars(prices, TokenKind.INPUT, BigDecimal.ONE);
        boolean reasoningListed = prices.containsKey(TokenKind.REASONING);
        return new Rates(ofEach(kind ->
                dollars(prices, kind == TokenKind.REASONING && !reasoningListed ? TokenKind.OUTPUT : kind, input)));
    }

    public BigDecimal of(TokenKind kind) {
        return Objects.requireNonNull(perToken.get(kind));
    }

    Rates times(BigDecimal factor) {
        return new Rates(ofEach(kind -> of(kind).multiply(factor).stripTrailingZeros()));
    }

    /** What {@code usage} costs at these rates, in US dollars, exact. */
    public BigDecimal dollars(Usage usage) {
        BigDecimal sum = BigDecimal.ZERO;
        for (TokenKind kind : KINDS) {
            long tokens = kind.of(usage);
            if (tokens > 0) {
                sum = sum.add(of(kind).multiply(BigDecimal.valueOf(tokens)));
            }
        }
        return sum;
    }

    /**
     * What {@code usage} costs at these rates, in nano-dollars, rounded once.
     *
     * @throws ArithmeticException when the amount is out of range
     */
    long nanos(Usage usage) {
        if (decimals == 0 || usage.total() > most) {
            return NanoDollars.round(dollars(usage));
        }
        long sum = 0;
        for (int i = 0; i < unscaled.length; i++) {
            sum += KINDS.get(i).of(usage) * unscaled[i];
        }
        return NanoDollars.round(sum, decimals);
    }

    /** A line for each kind that occurs in {@code usage}, in the order of the kinds. */
    List<Charge.Line> lines(Usage usage) {
        Charge.Line[] lines = new Charge.Line[KINDS.size()];
        int count = 0;
        for (TokenKind kind : KINDS) {
            long tokens = kind.of(usage);
            if (tokens > 0) {
                lines[count++] = new Charge.Line(kind, tokens, of(kind));
            }
        }
        return List.of(Arrays.copyOf(lines, count));
    }

    private static BigDecimal dollars(Map<TokenKind, Price> prices, TokenKind kind, BigDecimal input) {
        return switch (prices.get(kind)) {
            case Price.PerToken price -> price.dollars();
            case Price.OfInput multiple -> multiple.factor().multiply(input).stripTrailingZeros();
            case null -> throw new IllegalArgumentException("'" + kind.key() + "' has no price");
        };
    }

    private static Map<TokenKind, BigDecimal> ofEach(Function<TokenKind, BigDecimal> price) {
        Map<TokenKind, BigDecimal> all = new EnumMap<>(TokenKind.class);
        KINDS.forEach(kind -> all.put(kind, price.apply(kind)));
        return all;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Rates rates && perToken.equals(rates.perToken);
    }

    @Override
    public int hashCode() {
        return perToken.hashCode();
    }

    @Override
    public String toString() {
        return perToken.toString();
    }
}
