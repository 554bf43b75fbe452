package dev.tierway.app.bench.proxy;

import java.nio.charset.StandardCharsets;

/**
 * What the mock upstream does with one request. It travels in the request's {@code user} field, which every proxy
 * forwards, so that one mock serves all phases.
 *
 * @param id names the request in the mock's log; 0 for none
 * @param firstMillis wait before the reply begins
 * @param eventsPerSecond pace of a stream
 * @param events events of a stream
 * @param bytes size of the reply's text, in a stream of each event's
 */
record MockScript(int id, int firstMillis, int eventsPerSecond, int events, int bytes) {
    static final MockScript AT_ONCE = new MockScript(0, 0, 1, 1, 256);

    private static final String MARK = "\"mock ";

    MockScript {
        if (id < 0 || firstMillis < 0 || eventsPerSecond < 1 || events < 1 || bytes < 0) {
            throw new IllegalArgumentException("not a script: id=" + id + " first=" + firstMillis + " rate="
                    + eventsPerSecond + " events=" + events + " bytes=" + bytes);
        }
    }

    MockScript withId(int newId) {
        return new MockScript(newId, firstMillis, eventsPerSecond, events, bytes);
    }

    /** A chat completion request of about {@code size} bytes that asks for this. */
    byte[] request(String model, boolean stream, int size) {
        String head = "{\"model\":\"" + model + "\",\"user\":" + MARK + id + ' ' + firstMillis + ' ' + eventsPerSecond
                + ' ' + events + ' ' + bytes + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"";
        String tail = "\"}]}";
        return (head + "x".repeat(Math.max(1, size - head.length() - tail.length())) + tail)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The script in a request's body; {@link #AT_ONCE} when it has none. */
    static MockScript in(String body) {
        int at = body.indexOf(MARK);
        if (at < 0) {
            return AT_ONCE;
        }
        int[] numbers = new int[5];
        int field = 0;
        for (int i = at + MARK.length(); i < body.length() && body.charAt(i) != '"'; i++) {
            char c = body.charAt(i);
            if (c == ' ') {
                field++;
            } else {
                numbers[field] = numbers[field] * 10 + (c - '0');
            }
        }
        return new MockScript(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }
}
