package dev.tierway.engine.text;

import dev.tierway.engine.text.ChatMessage.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The way a model wants a conversation written down, ending where its answer begins. Immutable.
 *
 * <p>Formats are built in and recognised by the markers in the Jinja template that the model file carries; that template
 * is not executed. Text of callers is kept apart from the format's own, so that only the latter may become special
 * tokens.
 */
public final class ChatTemplate {
    private final Format format;
    private final String defaultSystem;

    private ChatTemplate(Format format, String defaultSystem) {
        this.format = format;
        this.defaultSystem = defaultSystem;
    }

    /**
     * The format of a model whose file carries {@code jinja}, with the system message it falls back to.
     *
     * @throws IllegalArgumentException when it is none of the built-in formats
     */
    public static ChatTemplate ofModel(String jinja) {
        for (Format format : Format.values()) {
            if (jinja.contains(format.marker)) {
                return new ChatTemplate(format, format.defaultSystem(jinja));
            }
        }
        throw new IllegalArgumentException("the model's chat template has none of the formats this engine knows ("
                + Format.names() + "): take a model with one of them, or name the nearest one in `chat_template`");
    }

    /** The built-in format called {@code name}, without a default system message. */
    public static ChatTemplate named(String name) {
        for (Format format : Format.values()) {
            if (format.wireName().equals(name)) {
                return new ChatTemplate(format, "");
            }
        }
        throw new IllegalArgumentException("unknown chat template `" + name + "`: use one of " + Format.names());
    }

    /**
     * A stretch of a rendered conversation.
     *
     * @param template whether it is the format's own text, the only text in which special tokens may be recognised
     */
    public record Segment(String text, boolean template) {}

    public List<Segment> render(List<ChatMessage> messages) {
        List<Segment> segments = new ArrayList<>(messages.size() * 3 + 4);
        for (ChatMessage message : arranged(messages)) {
            segments.add(new Segment(format.turnStart(message.role()), true));
            segments.add(new Segment(format.trims ? message.text().strip() : message.text(), false));
            segments.add(new Segment(format.turnEnd, true));
        }
        segments.add(new Segment(format.turnStart(Role.ASSISTANT), true));
        return segments;
    }

    /** The prompt for the next answer in this conversation, with the beginning-of-sequence token where one is due. */
    public int[] tokenize(List<ChatMessage> messages, Tokenizer tokenizer) {
        IntStream beginning =
                tokenizer.beginOfSequence() < 0 ? IntStream.empty() : IntStream.of(tokenizer.beginOfSequence());
        IntStream rest = join(render(messages)).stream()
                .flatMapToInt(part -> Arrays.stream(tokenizer.tokenize(part.text(), part.template())));
        return IntStream.concat(beginning, rest).toArray();
    }

    /** Adds the default system message, or moves a system message to where the format can carry it. */
    private List<ChatMessage> arranged(List<ChatMessage> messages) {
        if (format.hasSystemTurn) {
            return defaultSystem.isEmpty() || messages.getFirst().role() == Role.SYSTEM
                    ? messages
                    : prepend(new ChatMessage(Role.SYSTEM, defaultSystem), messages);
        }
        List<ChatMessage> arranged = new ArrayList<>(messages.size());
        StringBuilder system = new StringBuilder();
        for (ChatMessage message : messages) {
            if (message.role() == Role.SYSTEM) {
                system.append(message.text()).append("\n\n");
            } else {
                String text = format.trims ? message.text().strip() : message.text();
                arranged.add(new ChatMessage(message.role(), system + text));
                system.setLength(0);
            }
        }
        if (!system.isEmpty()) {
            arranged.add(new ChatMessage(Role.USER, system.toString()));
        }
        return arranged;
    }

    private static List<ChatMessage> prepend(ChatMessage first, List<ChatMessage> rest) {
        List<ChatMessage> all = new ArrayList<>(rest.size() + 1);
        all.add(first);
        all.addAll(rest);
        return all;
    }

    /** Neighbouring stretches of template text as one, as the model saw them in training. */
    private static List<Segment> join(List<Segment> segments) {
        List<Segment> joined = new ArrayList<>(segments.size());
        for (Segment segment : segments) {
            if (segment.text().isEmpty()) {
                continue;
            }
            if (!joined.isEmpty() && joined.getLast().template() && segment.template()) {
                joined.add(new Segment(joined.removeLast().text() + segment.text(), true));
            } else {
                joined.add(segment);
            }
        }
        return joined;
    }

    @Override
    public String toString() {
        return format.wireName();
    }

    /** A built-in format: {@code start role separator text end}, once a turn. */
    private enum Format {
        CHATML("<|im_start|>", "<|im_start|>", "\n", "<|im_end|>\n", "assistant", true, false),
        GEMMA("<start_of_turn>", "<start_of_turn>", "\n", "<end_of_turn>\n", "model", false, true),
        LLAMA3(
                "<|start_header_id|>",
                "<|start_header_id|>",
                "<|end_header_id|>\n\n",
                "<|eot_id|>",
                "assistant",
                true,
                true),
        PHI3("<|end|>", "<|", "|>\n", "<|end|>\n", "assistant", true, false);

        private final String marker;
        private final String start;
        private final String separator;
        private final String turnEnd;
        private final String assistant;
        private final boolean hasSystemTurn;
        private final boolean trims;

        Format(
                String marker,
                String start,
                String separator,
                String turnEnd,
                String assistant,
                boolean hasSystemTurn,
                boolean trims) {
            this.marker = marker;
            this.start = start;
            this.separator = separator;
            this.turnEnd = turnEnd;
            this.assistant = assistant;
            this.hasSystemTurn = hasSystemTurn;
            this.trims = trims;
        }

        static String names() {
            return Arrays.stream(values()).map(Format::wireName).collect(Collectors.joining(", "));
        }

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        String turnStart(Role role) {
            String name = switch (role) {
                case SYSTEM -> "system";
                case USER -> "user";
                case ASSISTANT -> assistant;
            };
            return start + name + separator;
        }

        /** The text of a system turn that the Jinja template holds as one literal; empty when it holds none. */
        String defaultSystem(String jinja) {
            String template = jinja.replace("\\n", "\n");
            String opening = turnStart(Role.SYSTEM);
            int from = template.indexOf("'" + opening);
            if (from < 0) {
                return "";
            }
            int text = from + 1 + opening.length();
            int end = template.indexOf(turnEnd.strip(), text);
            int quote = template.indexOf('\'', text);
            return end < 0 || quote < end ? "" : template.substring(text, end);
        }
    }
}
