package dev.tierway.evals.mining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of an English text that carry meaning, with their endings cut off. */
final class Stems {
    private static final Set<String> COMMON = Set.of(
            ("i a an the to of in on for and or is are was were be been it its this that my your you me we our have has had"
                            + " do does did can could would will please with as at by from if so not no yes am im ive id hi"
                            + " hello thanks thank ok okay what which who how there need want like help get just any all"
                            + " some about know let more then")
                    .split(" "));
    private static final List<String> ENDINGS = List.of("ing", "ed", "es", "s");

    private Stems() {}

    static List<String> of(String text) {
        List<String> stems = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        String lower = text.toLowerCase(Locale.ROOT);
        for (int i = 0; i <= lower.length(); i++) {
            char character = i < lower.length() ? lower.charAt(i) : ' ';
            if (Character.isLetterOrDigit(character)) {
                word.append(character);
            } else if (character != '\'' && character != '’') {
                if (!word.isEmpty() && !COMMON.contains(word.toString())) {
                    stems.add(stem(word.toString()));
                }
                word.setLength(0);
            }
        }
        return stems;
    }

    private static String stem(String word) {
        String stem = word;
        for (String ending : ENDINGS) {
            if (stem.endsWith(ending) && stem.length() - ending.length() >= 3) {
                stem = stem.substring(0, stem.length() - ending.length());
                break;
            }
        }
        return stem.length() > 3 && stem.endsWith("e") ? stem.substring(0, stem.length() - 1) : stem;
    }
}
