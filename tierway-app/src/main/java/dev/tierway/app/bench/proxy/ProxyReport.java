package dev.tierway.app.bench.proxy;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A comparison as a table and as JSON. The first result is the direct line, which the added latency is counted from. */
final class ProxyReport {
    private static final double STALL_MILLIS = 1000;

    private static final List<Row> ROWS = List.of(
            new Row("c1_p50_ms", "one caller, p50 ms", result -> Tally.millis(result.alone.latency, 50)),
            new Row("c1_p99_ms", "one caller, p99 ms", result -> Tally.millis(result.alone.latency, 99)),
            new Row("paced_p50_ms", "fixed rate, p50 ms", result -> Tally.millis(result.paced.latency, 50)),
            new Row("paced_p99_ms", "fixed rate, p99 ms", result -> Tally.millis(result.paced.latency, 99)),
            new Row(
                    "paced_cpu_us",
                    "fixed rate, CPU us per request",
                    result -> cpu(result, result.paced.cpuMicrosPerReply())),
            new Row(
                    "saturated_cpu_us",
                    "saturated, CPU us per request",
                    result -> cpu(result, result.saturated.cpuMicrosPerReply())),
            new Row("saturated_replies", "saturated, replies", result -> result.saturated.replies()),
            new Row(
                    "stream_cpu_us",
                    "streams, CPU us per event",
                    result -> cpu(result, result.streamed.cpuMicrosPerEvent())),
            new Row("first_p50_ms", "streams, first event p50 ms", result -> Tally.millis(result.streamed.first, 50)),
            new Row("first_p99_ms", "streams, first event p99 ms", result -> Tally.millis(result.streamed.first, 99)),
            new Row("lag_p50_ms", "streams, event lag p50 ms", result -> Tally.millis(result.streamed.lag, 50)),
            new Row("lag_p99_ms", "streams, event lag p99 ms", result -> Tally.millis(result.streamed.lag, 99)),
            new Row("lag_max_ms", "streams, event lag max ms", result -> Tally.millis(result.streamed.lag, 100)),
            new Row("stalled_events", "streams, events over 1 s late", ProxyReport::stalled),
            new Row("streams_whole", "streams that came whole", result -> result.streamed.replies()),
            new Row("leave_p50_ms", "client leaves, upstream told, p50 ms", result -> departed(result, 50)),
            new Row("leave_max_ms", "client leaves, upstream told, max ms", result -> departed(result, 100)),
            new Row("leave_missed", "client leaves, upstream never told", ProxyReport::missed),
            new Row(
                    "queued_leave_reached_upstream",
                    "left the queue, sent upstream all the same",
                    ProxyReport::escaped),
            new Row("errors", "errors", ProxyResult::errors));

    private static final List<Row> ADDED = List.of(ROWS.get(0), ROWS.get(1), ROWS.get(2), ROWS.get(3));

    private record Row(String key, String title, ToDoubleFunction<ProxyResult> value) {}

    private ProxyReport() {}

    static String text(List<ProxyResult> results) {
        StringBuilder out = new StringBuilder();
        line(out, "", results.stream().map(result -> result.target().name()).toList());
        for (Row row : ROWS) {
            List<String> cells = new ArrayList<>();
            for (ProxyResult result : results) {
                cells.add(number(row.value().applyAsDouble(result)));
            }
            line(out, row.title(), cells);
        }
        for (Row row : ADDED) {
            List<String> cells = new ArrayList<>();
            for (ProxyResult result : results) {
                cells.add(number(added(row, result, results.getFirst())));
            }
            line(out, "added: " + row.title(), cells);
        }
        for (ProxyResult result : results) {
            if (result.errors() > 0) {
                out.append("first error of ")
                        .append(result.target().name())
                        .append(": ")
                        .append(result.firstError())
                        .append('\n');
            }
        }
        return out.toString();
    }

    static String json(List<ProxyResult> results) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            for (ProxyResult result : results) {
                json.writeObjectPropertyStart(result.target().name());
                for (Row row : ROWS) {
                    property(json, row.key(), row.value().applyAsDouble(result));
                }
                for (Row row : ADDED) {
                    property(json, "added_" + row.key(), added(row, result, results.getFirst()));
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void property(JsonGenerator json, String name, double value) {
        if (Double.isNaN(value)) {
            json.writeNullProperty(name);
        } else {
            json.writeNumberProperty(name, value);
        }
    }

    private static double added(Row row, ProxyResult result, ProxyResult direct) {
        return result == direct
                ? Double.NaN
                : row.value().applyAsDouble(result) - row.value().applyAsDouble(direct);
    }

    private static double cpu(ProxyResult result, double micros) {
        return result.target().process().isPresent() ? micros : Double.NaN;
    }

    private static double stalled(ProxyResult result) {
        long late = (long) (STALL_MILLIS * 1e6);
        return result.streamed.lag.getCountBetweenValues(late, Long.MAX_VALUE);
    }

    private static double departed(ProxyResult result, double percentile) {
        Departures.Outcome outcome = result.departed();
        return outcome == null ? Double.NaN : Tally.millis(outcome.cancelled(), percentile);
    }

    private static double missed(ProxyResult result) {
        Departures.Outcome outcome = result.departed();
        return outcome == null ? Double.NaN : outcome.notCancelled();
    }

    private static double escaped(ProxyResult result) {
        Departures.Outcome outcome = result.departedFromQueue();
        return outcome == null
                ? Double.NaN
                : outcome.notCancelled() + outcome.cancelled().getTotalCount();
    }

    private static void line(StringBuilder out, String title, List<String> cells) {
        out.append("%-44s".formatted(title));
        cells.forEach(cell -> out.append("%12s".formatted(cell)));
        out.append('\n');
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
    }
}
