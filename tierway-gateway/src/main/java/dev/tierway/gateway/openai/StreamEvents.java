package dev.tierway.gateway.openai;

import dev.tierway.providers.spi.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns a backend's chunk payloads into the events a caller gets: the first carries the native {@code service_tier}, the
 * last the {@code tierway} object, and the usage chunk goes only to callers who asked for it. One per stream, confined
 * to its thread.
 *
 * <p>A chunk with a finish reason is held back until it is known whether it is the last one the caller gets.
 */
public final class StreamEvents {
    private static final Slice DATA = Slice.utf8("data: ");
    private static final Slice END = Slice.utf8("\n\n");
    private static final Slice DONE = Slice.utf8("data: [DONE]\n\n");
    private static final MemberSearch FINISH_REASON = new MemberSearch("finish_reason");
    private static final MemberSearch CHOICES = new MemberSearch("choices");
    private static final Slice NOTHING = Slice.utf8("");

    private final Slice serviceTier;
    private final boolean usageWanted;
    private final Supplier<Slice> tierwayObject;

    private boolean first = true;
    private boolean concluded;
    private @Nullable Slice held;

    /**
     * @param serviceTier the member {@code "service_tier":"..."}
     * @param tierwayObject gives the member {@code "tierway":{...}} once everything in it is known
     */
    public StreamEvents(Slice serviceTier, boolean usageWanted, Supplier<Slice> tierwayObject) {
        this.serviceTier = serviceTier;
        this.usageWanted = usageWanted;
        this.tierwayObject = tierwayObject;
    }

    /** What to send for {@code payload}; parts are valid as long as the payload is. May be nothing. */
    public List<Slice> next(Slice payload) {
        List<Slice> out = new ArrayList<>(8);
        if (isUsageChunk(payload)) {
            if (usageWanted) {
                releaseHeld(out);
                conclude(payload, out);
            }
            return out;
        }
        releaseHeld(out);
        if (FINISH_REASON.valueStart(payload) == '"') {
            held = Slice.of(Arrays.copyOfRange(payload.array(), payload.offset(), payload.offset() + payload.length()));
        } else {
            event(payload, firstMembers(), out);
        }
        return out;
    }

    /** What to send when the backend ended properly. */
    public List<Slice> end() {
        List<Slice> out = new ArrayList<>(8);
        if (held != null && !concluded) {
            Slice last = held;
            held = null;
            conclude(last, out);
        }
        out.add(DONE);
        return out;
    }

    /** What to send when the stream broke after its first event. */
    public static List<Slice> failure(Slice errorBody) {
        return List.of(DATA, errorBody, END);
    }

    private void conclude(Slice payload, List<Slice> out) {
        concluded = true;
        Slice members = Slice.utf8(serviceTier + "," + tierwayObject.get());
        first = false;
        event(payload, members, out);
    }

    private void releaseHeld(List<Slice> out) {
        if (held != null) {
            Slice chunk = held;
            held = null;
            event(chunk, firstMembers(), out);
        }
    }

    private Slice firstMembers() {
        if (first) {
            first = false;
            return serviceTier;
        }
        return NOTHING;
    }

    private static void event(Slice payload, Slice members, List<Slice> out) {
        out.add(DATA);
        out.addAll(ReplyAnnotator.splice(payload, members));
        out.add(END);
    }

    private static boolean isUsageChunk(Slice payload) {
        return CHOICES.isEmptyArrayIn(payload);
    }
}
