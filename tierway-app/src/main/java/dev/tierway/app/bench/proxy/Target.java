package dev.tierway.app.bench.proxy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A way to the mock upstream: direct, or through a proxy.
 *
 * @param base where {@code /chat/completions} hangs, e.g. {@code http://127.0.0.1:8080/v1}
 * @param process whose CPU time is counted, with its descendants; empty for the direct line
 * @param model the model to ask for
 */
record Target(String name, URI base, Map<String, String> headers, String model, Optional<ProcessHandle> process) {
    Target {
        headers = Map.copyOf(headers);
    }

    /** A whole HTTP request for a chat completion that plays {@code script}. */
    byte[] request(MockScript script, boolean stream, int bodyBytes) {
        byte[] body = script.request(model, stream, bodyBytes);
        StringBuilder head = new StringBuilder("POST ")
                .append(base.getPath())
                .append("/chat/completions HTTP/1.1\r\nHost: ")
                .append(base.getAuthority())
                .append("\r\nContent-Type: application/json\r\nContent-Length: ")
                .append(body.length)
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] headBytes = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(headBytes, headBytes.length + body.length);
        System.arraycopy(body, 0, whole, headBytes.length, body.length);
        return whole;
    }

    /** User and system time its processes have used so far; zero without a process. */
    Duration cpu() {
        return process.map(Target::cpuOfTree).orElse(Duration.ZERO);
    }

    private static Duration cpuOfTree(ProcessHandle root) {
        Duration sum = cpuOf(root);
        for (ProcessHandle child : root.descendants().toList()) {
            sum = sum.plus(cpuOf(child));
        }
        return sum;
    }

    private static Duration cpuOf(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
