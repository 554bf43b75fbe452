package dev.tierway.storage.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Small maps and lists as text, in the way of HTML forms. */
final class FormText {
    private FormText() {}

    static String of(Map<String, String> map) {
        return map.entrySet().stream()
                .map(it -> URLEncoder.encode(it.getKey(), UTF_8) + "=" + URLEncoder.encode(it.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    static Map<String, String> map(String text) {
        Map<String, String> map = new LinkedHashMap<>();
        if (!text.isEmpty()) {
            for (String pair : text.split("&", -1)) {
                int equals = pair.indexOf('=');
                map.put(
                        URLDecoder.decode(pair.substring(0, equals), UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            }
        }
        return Collections.unmodifiableMap(map);
    }

    static String of(List<BatchProblem> problems) {
        return problems.stream()
                .map(problem -> {
                    Map<String, String> parts = new LinkedHashMap<>();
                    parts.put("code", problem.code());
                    parts.put("message", problem.message());
                    problem.param().ifPresent(param -> parts.put("param", param));
                    problem.line().ifPresent(line -> parts.put("line", String.valueOf(line)));
                    return of(parts);
                })
                .collect(Collectors.joining("\n"));
    }

    static List<BatchProblem> problems(String text) {
        return text.lines().map(FormText::problem).toList();
    }

    private static BatchProblem problem(String text) {
        Map<String, String> parts = map(text);
        String line = parts.get("line");
        return new BatchProblem(
                parts.getOrDefault("code", ""),
                parts.getOrDefault("message", ""),
                Optional.ofNullable(parts.get("param")),
                line == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(line)));
    }
}
