package dev.tierway.testing.upstream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/** What a {@link FakeUpstream} does with one request, step by step. Immutable: each method gives a longer script. */
public final class Script {
    sealed interface Step {
        record Send(byte[] bytes) implements Step {}

        record Await(CountDownLatch gate) implements Step {}

        record Pause(Duration duration) implements Step {}

        record Stall() implements Step {}

        record Reset() implements Step {}

        record Close() implements Step {}
    }

    private final List<Step> steps;

    private Script(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    List<Step> steps() {
        return steps;
    }

    private Script then(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new Script(longer);
    }

    /** Nothing yet. */
    public static Script start() {
        return new Script(List.of());
    }

    /** A whole JSON reply. {@code headers} are lines without their ends. */
    public static Script json(int status, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\nContent-Type: application/json\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return start().send(head + "Content-Length: " + bytes.length + "\r\n\r\n")
                .send(bytes);
    }

    /** The head of a chunked event stream. */
    public static Script sse() {
        return start().send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    /** A whole event stream of {@code payloads}, ended by {@code [DONE]}. */
    public static Script events(String... payloads) {
        Script script = sse();
        for (String payload : payloads) {
            script = script.event(payload);
        }
        return script.done();
    }

    public Script send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public Script send(byte[] bytes) {
        return then(new Step.Send(bytes.clone()));
    }

    /** One chunk of a chunked body. */
    public Script chunk(String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return send(Integer.toHexString(length).toLowerCase(Locale.ROOT) + "\r\n" + text + "\r\n");
    }

    /** One event in a chunk of its own. */
    public Script event(String payload) {
        return chunk("data: " + payload + "\n\n");
    }

    /** The {@code [DONE]} event and the end of the body. */
    public Script done() {
        return event("[DONE]").end();
    }

    /** The end of a chunked body. */
    public Script end() {
        return send("0\r\n\r\n");
    }

    /** Goes on once {@code gate} is open, or ends when the client leaves. */
    public Script await(CountDownLatch gate) {
        return then(new Step.Await(gate));
    }

    /** Paces a reply; for load benches, not for tests that must be deterministic. */
    public Script pause(Duration duration) {
        return then(new Step.Pause(duration));
    }

    /** Says nothing more until the client leaves or the server closes. */
    public Script stall() {
        return then(new Step.Stall());
    }

    /** Cuts the connection with a TCP reset. */
    public Script reset() {
        return then(new Step.Reset());
    }

    /** Closes the connection in order. */
    public Script close() {
        return then(new Step.Close());
    }
}
