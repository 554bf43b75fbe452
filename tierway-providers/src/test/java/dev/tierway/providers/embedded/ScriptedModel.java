package dev.tierway.providers.embedded;

import dev.tierway.engine.step.StepBackend;
import dev.tierway.engine.step.StepBatch;
import dev.tierway.engine.text.Tokenizer;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * A model of one token a byte that answers every prompt with the same text and then ends its turn. Its steps can be
 * made to wait for a permit.
 *
 * <p>Token 256 ends a turn and, as in a real vocabulary, is also what closes a turn in a prompt; 257 opens one.
 */
final class ScriptedModel implements StepBackend, Tokenizer {
    private static final int END = 256;
    private static final int START = 257;
    private static final int VOCABULARY = 20_000;
    private static final int SEQUENCES = 64;
    private static final String END_TEXT = "<|im_end|>";
    private static final String START_TEXT = "<|im_start|>";

    private final byte[] answer;
    private final String promptEnd;
    private final Semaphore steps;
    private final List<List<Integer>> sequences = new ArrayList<>();
    private final List<List<Integer>> outputs = new ArrayList<>();

    /**
     * @param promptEnd the text all prompts end with: what follows it in a sequence is answer
     * @param steps a permit is taken for every step
     */
    ScriptedModel(String answer, String promptEnd, Semaphore steps) {
        this.answer = answer.getBytes(StandardCharsets.UTF_8);
        this.promptEnd = promptEnd;
        this.steps = steps;
        for (int i = 0; i < SEQUENCES; i++) {
            sequences.add(new ArrayList<>());
        }
    }

    @Override
    public int vocabularySize() {
        return VOCABULARY;
    }

    @Override
    public int cells() {
        return 4096;
    }

    @Override
    public int maxSequences() {
        return SEQUENCES;
    }

    @Override
    public int maxBatch() {
        return 512;
    }

    @Override
    public int maxOutputs() {
        return SEQUENCES;
    }

    @Override
    public Outcome decode(StepBatch batch) {
        steps.acquireUninterruptibly();
        outputs.clear();
        for (int row = 0; row < batch.size(); row++) {
            List<Integer> sequence = sequences.get(batch.sequence(row));
            sequence.add(batch.token(row));
            if (batch.output(row)) {
                outputs.add(List.copyOf(sequence));
            }
        }
        return Outcome.DONE;
    }

    @Override
    public MemorySegment logits(int row) {
        float[] logits = new float[VOCABULARY];
        int next = next(outputs.get(row));
        logits[next] = 40;
        logits[next == 'x' ? 'y' : 'x'] = 20;
        return MemorySegment.ofArray(logits);
    }

    private int next(List<Integer> sequence) {
        byte[] bytes = new byte[sequence.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = sequence.get(i).byteValue();
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int said = text.length() - text.lastIndexOf(promptEnd) - promptEnd.length();
        return said < answer.length ? answer[said] & 0xFF : END;
    }

    @Override
    public void copyPrefix(int from, int to, int length) {
        sequences.get(to).addAll(sequences.get(from).subList(0, length));
    }

    @Override
    public void truncate(int sequence, int length) {
        List<Integer> tokens = sequences.get(sequence);
        tokens.subList(Math.min(length, tokens.size()), tokens.size()).clear();
    }

    @Override
    public void release(int sequence) {
        sequences.get(sequence).clear();
    }

    @Override
    public byte[] save(int sequence) {
        throw new UnsupportedOperationException("no swapping in this model");
    }

    @Override
    public boolean restore(int sequence, byte[] saved) {
        throw new UnsupportedOperationException("no swapping in this model");
    }

    @Override
    public void threads(int decode, int prefill) {}

    @Override
    public void abort(boolean abort) {}

    @Override
    public void close() {}

    @Override
    public int[] tokenize(String text, boolean special) {
        List<Integer> tokens = new ArrayList<>();
        String rest = text;
        while (!rest.isEmpty()) {
            if (special && rest.startsWith(END_TEXT)) {
                tokens.add(END);
                rest = rest.substring(END_TEXT.length());
            } else if (special && rest.startsWith(START_TEXT)) {
                tokens.add(START);
                rest = rest.substring(START_TEXT.length());
            } else {
                int first = rest.offsetByCodePoints(0, 1);
                for (byte b : rest.substring(0, first).getBytes(StandardCharsets.UTF_8)) {
                    tokens.add(b & 0xFF);
                }
                rest = rest.substring(first);
            }
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public int beginOfSequence() {
        return -1;
    }

    @Override
    public byte[] piece(int token) {
        return token < END ? new byte[] {(byte) token} : new byte[0];
    }

    @Override
    public boolean endsGeneration(int token) {
        return token == END;
    }
}
