package dev.tierway.evals.simulate;

import dev.tierway.evals.stats.KolmogorovSmirnov;
import dev.tierway.evals.target.Turn;
import dev.tierway.evals.wording.Words;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * How customers write, as far as numbers tell.
 *
 * @param turns how often they speak, for each conversation
 * @param words how many words, for each message
 */
@SuppressWarnings("ArrayRecordComponent") // Samples of a distribution, as the statistics take them.
public record Shape(double[] turns, double[] words) {

    /** The shape of real conversations. */
    public static Shape of(List<List<Turn>> conversations) {
        return new Shape(
                conversations.stream()
                        .mapToDouble(turns -> ofCustomer(turns).size())
                        .toArray(),
                conversations.stream()
                        .flatMapToDouble(turns -> ofCustomer(turns).stream()
                                .flatMapToDouble(it ->
                                        DoubleStream.of(Words.of(it.text()).size())))
                        .toArray());
    }

    private static List<Turn> ofCustomer(List<Turn> turns) {
        return turns.stream().filter(it -> it.speaker().equals(Turn.CUSTOMER)).toList();
    }

    /** Whether there is anything to compare. */
    public boolean empty() {
        return turns.length == 0 || words.length == 0;
    }

    /** How far the numbers of turns are apart. */
    public KolmogorovSmirnov turnsAgainst(Shape other) {
        return KolmogorovSmirnov.of(turns, other.turns);
    }

    /** How far the lengths of messages are apart. */
    public KolmogorovSmirnov wordsAgainst(Shape other) {
        return KolmogorovSmirnov.of(words, other.words);
    }
}
