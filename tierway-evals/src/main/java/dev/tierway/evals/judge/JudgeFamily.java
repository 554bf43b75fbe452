package dev.tierway.evals.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Guesses from its name who made a model: judges favour texts of their own family. */
public final class JudgeFamily {
    private static final Map<String, String> MAKERS = Map.ofEntries(
            Map.entry("gpt", "GPT"),
            Map.entry("chatgpt", "GPT"),
            Map.entry("o1", "GPT"),
            Map.entry("o3", "GPT"),
            Map.entry("o4", "GPT"),
            Map.entry("claude", "Claude"),
            Map.entry("gemini", "Gemini"),
            Map.entry("gemma", "Gemini"),
            Map.entry("llama", "Llama"),
            Map.entry("mistral", "Mistral"),
            Map.entry("mixtral", "Mistral"),
            Map.entry("ministral", "Mistral"),
            Map.entry("qwen", "Qwen"),
            Map.entry("deepseek", "DeepSeek"),
            Map.entry("phi", "Phi"),
            Map.entry("smollm", "SmolLM"),
            Map.entry("nova", "Nova"));

    private JudgeFamily() {}

    /** The family of {@code model}; empty when its name does not tell. */
    public static Optional<String> of(String model) {
        return words(model).stream()
                .flatMap(word -> Optional.ofNullable(MAKERS.get(word)).stream())
                .findFirst();
    }

    /** What to warn of when {@code judge} grades answers of {@code target}; empty when nothing speaks against it. */
    public static Optional<String> warning(String judge, String target) {
        Optional<String> family = of(judge);
        boolean same = judge.equals(target) || (family.isPresent() && family.equals(of(target)));
        return same
                ? Optional.of("judge " + judge + " and target " + target
                        + " are of one family: judges favour their own; take another judge")
                : Optional.empty();
    }

    /** Runs of letters, each also with the first digit behind it. */
    private static List<String> words(String model) {
        List<String> words = new ArrayList<>();
        String name = model.toLowerCase(Locale.ROOT);
        int at = 0;
        while (at < name.length()) {
            int start = at;
            while (at < name.length() && Character.isLetter(name.charAt(at))) {
                at++;
            }
            if (at > start) {
                words.add(name.substring(start, at));
                if (at < name.length() && Character.isDigit(name.charAt(at))) {
                    words.add(name.substring(start, at + 1));
                }
            } else {
                at++;
            }
        }
        return words;
    }
}
