package dev.tierway.engine.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.engine.text.ChatMessage;
import dev.tierway.engine.text.ChatMessage.Role;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One of the about fifty chat formats that llama.cpp has built in, picked by the model's Jinja template, which is not
 * executed. Immutable, thread-safe.
 *
 * <p>The library renders stand-ins; the messages' own text never reaches it. Where a stand-in comes out, the text is put
 * into the run of ordinary text around it, and only text that the format brought itself is searched for control tokens.
 * So no message can forge one, not even by containing a stand-in.
 */
public final class LlamaChatFormat {
    private static final String OPEN = "{{tierway:";
    private static final String CLOSE = "}}";

    /** White space that no format writes: where it is gone from around a stand-in, the format trims its messages. */
    private static final char TRIM_MARK = '\u000B';

    private static final int ROOM_PER_MESSAGE = 256;

    private final LlamaVocabulary vocabulary;
    private final String template;

    /** First characters of control tokens. */
    private final BitSet controlStarts = new BitSet();

    private LlamaChatFormat(LlamaVocabulary vocabulary, String template) {
        this.vocabulary = vocabulary;
        this.template = template;
        vocabulary.controlTokens().keySet().stream()
                .filter(text -> !text.isEmpty())
                .forEach(text -> controlStarts.set(text.charAt(0)));
    }

    /** Refuses, by a FailureException, a template the library does not know. */
    static LlamaChatFormat of(LlamaVocabulary vocabulary, String template) {
        LlamaChatFormat format = new LlamaChatFormat(vocabulary, template);
        if (template.isBlank()
                || format.render(List.of(new ChatMessage(Role.USER, ""))).isEmpty()) {
            throw Failure.of(
                            FailureKind.INTERNAL,
                            "chat_template_unsupported",
                            "the model's chat template is none of llama.cpp's built-in formats; take a model with a common"
                                    + " format, or use completions instead of chat")
                    .toException();
        }
        return format;
    }

    /** The prompt for the next answer in this conversation, with the beginning-of-sequence token where one is due. */
    public int[] tokenize(List<ChatMessage> messages) {
        Prompt prompt = new Prompt();
        String rendered = render(messages);
        int at = 0;
        int used = 0;
        for (int open = rendered.indexOf(OPEN); open >= 0; open = rendered.indexOf(OPEN, at)) {
            int close = rendered.indexOf(CLOSE, open);
            boolean trims = open == 0 || rendered.charAt(open - 1) != TRIM_MARK;
            prompt.template(rendered.substring(at, trims ? open : open - 1));
            String text = messages.get(Integer.parseInt(rendered, open + OPEN.length(), close, 10))
                    .text();
            prompt.text(trims ? text.strip() : text);
            at = close + CLOSE.length() + (trims ? 0 : 1);
            used++;
        }
        prompt.template(rendered.substring(at));
        if (used != messages.size()) {
            throw Failure.invalid(
                            "messages",
                            "unsupported_messages",
                            "the model's chat format has no place for some of the messages; leave out those with the"
                                    + " system role")
                    .toException();
        }
        return prompt.tokens();
    }

    /** The conversation with stand-ins for its texts; empty when the library does not know the template. */
    private String render(List<ChatMessage> messages) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = arena.allocate(LlamaLayouts.CHAT_MESSAGE, messages.size());
            for (int i = 0; i < messages.size(); i++) {
                String role = messages.get(i).role().name().toLowerCase(Locale.ROOT);
                list.setAtIndex(ADDRESS, 2L * i, arena.allocateFrom(role));
                list.setAtIndex(ADDRESS, 2L * i + 1, arena.allocateFrom(TRIM_MARK + OPEN + i + CLOSE + TRIM_MARK));
            }
            MemorySegment source = arena.allocateFrom(template);
            MemorySegment buffer = arena.allocate(ROOM_PER_MESSAGE * (messages.size() + 1L));
            int length = ModelApi.applyTemplate(source, list, messages.size(), true, buffer);
            if (length > buffer.byteSize()) {
                buffer = arena.allocate(length);
                length = ModelApi.applyTemplate(source, list, messages.size(), true, buffer);
            }
            return length < 0 ? "" : NativeText.text(buffer, length);
        }
    }

    /** Control tokens and, between them, runs of ordinary text that are tokenised as one. */
    private final class Prompt {
        private final IntStream.Builder tokens = IntStream.builder();
        private final StringBuilder run = new StringBuilder();
        private boolean empty = true;

        void text(String text) {
            run.append(text);
        }

        void template(String text) {
            for (int at = 0; at < text.length(); ) {
                String control = controlAt(text, at);
                if (control.isEmpty()) {
                    run.append(text.charAt(at));
                    at++;
                } else {
                    flush();
                    add(vocabulary.controlTokens().getOrDefault(control, 0));
                    at += control.length();
                }
            }
        }

        private String controlAt(String text, int at) {
            String longest = "";
            if (!controlStarts.get(text.charAt(at))) {
                return longest;
            }
            for (Map.Entry<String, Integer> control : vocabulary.controlTokens().entrySet()) {
                if (control.getKey().length() > longest.length() && text.startsWith(control.getKey(), at)) {
                    longest = control.getKey();
                }
            }
            return longest;
        }

        private void flush() {
            for (int token : vocabulary.tokenize(run.toString(), false)) {
                add(token);
            }
            run.setLength(0);
        }

        private void add(int token) {
            int begin = vocabulary.beginOfSequence();
            if (empty && begin >= 0 && token != begin) {
                tokens.add(begin);
            }
            empty = false;
            tokens.add(token);
        }

        int[] tokens() {
            flush();
            return tokens.build().toArray();
        }
    }
}
