package dev.tierway.evals.stats;

import dev.tierway.evals.stats.PairVerdict.Side;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How far a judge of pairs can be trusted. Every part is empty without a pair that it could be seen on.
 *
 * @param accuracy share of single verdicts that are people's, both orders counted, by pair
 * @param same share of pairs with the same winner in both orders; the rest are flips
 * @param accuracyWhenSame share of these whose winner is people's
 * @param firstPosition share of single verdicts for the answer that was shown first; 0.5 without a bias
 * @param picksLonger share of single verdicts for the longer answer, of pairs that differ in length
 * @param scored pairs with a verdict in both orders
 * @param unscored pairs without
 */
public record PairwiseReliability(
        Optional<Interval> accuracy,
        Optional<Interval> same,
        Optional<Interval> accuracyWhenSame,
        Optional<Interval> firstPosition,
        Optional<Interval> picksLonger,
        long scored,
        long unscored) {

    public static PairwiseReliability of(List<PairVerdict> all, double confidence) {
        List<PairVerdict> pairs = all.stream().filter(PairVerdict::scored).toList();
        List<PairVerdict> labelled =
                pairs.stream().filter(it -> it.gold().isPresent()).toList();
        List<PairVerdict> unequal = pairs.stream()
                .filter(it -> it.firstLength() != it.secondLength())
                .toList();
        return new PairwiseReliability(
                singles(labelled, (pair, winner) -> winner.equals(pair.gold()), confidence),
                whole(pairs, PairVerdict::same, confidence),
                whole(
                        labelled.stream().filter(PairVerdict::same).toList(),
                        pair -> pair.given().equals(pair.gold()),
                        confidence),
                firstPosition(pairs, confidence),
                singles(unequal, (pair, winner) -> winner.equals(longer(pair)), confidence),
                pairs.size(),
                all.size() - pairs.size());
    }

    private interface Single {
        boolean holds(PairVerdict pair, Optional<Side> winner);
    }

    private static Optional<Interval> singles(List<PairVerdict> pairs, Single single, double confidence) {
        ClusteredMean mean = new ClusteredMean();
        for (int i = 0; i < pairs.size(); i++) {
            PairVerdict pair = pairs.get(i);
            String cluster = Integer.toString(i);
            mean.add(cluster, single.holds(pair, pair.given()) ? 1 : 0);
            mean.add(cluster, single.holds(pair, pair.swapped()) ? 1 : 0);
        }
        return mean.n() == 0 ? Optional.empty() : Optional.of(mean.rate(confidence));
    }

    private static Optional<Interval> whole(List<PairVerdict> pairs, Predicate<PairVerdict> holds, double confidence) {
        long passes = pairs.stream().filter(holds).count();
        return pairs.isEmpty() ? Optional.empty() : Optional.of(Rates.wilson(passes, pairs.size(), confidence));
    }

    private static Optional<Interval> firstPosition(List<PairVerdict> pairs, double confidence) {
        ClusteredMean mean = new ClusteredMean();
        for (int i = 0; i < pairs.size(); i++) {
            String cluster = Integer.toString(i);
            mean.add(cluster, pairs.get(i).given().equals(Optional.of(Side.FIRST)) ? 1 : 0);
            mean.add(cluster, pairs.get(i).swapped().equals(Optional.of(Side.SECOND)) ? 1 : 0);
        }
        return mean.n() == 0 ? Optional.empty() : Optional.of(mean.rate(confidence));
    }

    private static Optional<Side> longer(PairVerdict pair) {
        return Optional.of(pair.firstLength() > pair.secondLength() ? Side.FIRST : Side.SECOND);
    }
}
