package dev.tierway.app.wiring;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A collector that takes what it is sent, over HTTP and in protobuf. */
final class OtlpReceiver implements AutoCloseable {
    private final FakeUpstream server = FakeUpstream.always(Script.json(200, "{}"));

    URI endpoint() {
        return server.uri();
    }

    List<RecordedRequest> requests() {
        return server.requests();
    }

    /** Every span so far. */
    List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        for (ExportTraceServiceRequest export : traces()) {
            export.getResourceSpansList()
                    .forEach(resource ->
                            resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
        }
        return spans;
    }

    List<ExportTraceServiceRequest> traces() {
        return bodies("/v1/traces").stream().map(OtlpReceiver::trace).toList();
    }

    /** The metrics of the last export, by name. */
    Map<String, Metric> metrics() {
        Map<String, Metric> byName = new TreeMap<>();
        byte[] last = bodies("/v1/metrics").getLast();
        metrics(last)
                .getResourceMetricsList()
                .forEach(resource -> resource.getScopeMetricsList()
                        .forEach(scope ->
                                scope.getMetricsList().forEach(metric -> byName.put(metric.getName(), metric))));
        return byName;
    }

    /** Values as Java's own: text, {@code Long}, {@code Double} or {@code Boolean}. */
    static Map<String, Object> attributes(List<KeyValue> attributes) {
        Map<String, Object> byKey = new TreeMap<>();
        attributes.forEach(each -> byKey.put(each.getKey(), value(each.getValue())));
        return byKey;
    }

    private static Object value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> value.getIntValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case BOOL_VALUE -> value.getBoolValue();
            default -> value.toString();
        };
    }

    private List<byte[]> bodies(String path) {
        return server.requests().stream()
                .filter(request -> request.path().equals(path))
                .map(RecordedRequest::body)
                .toList();
    }

    private static ExportTraceServiceRequest trace(byte[] body) {
        try {
            return ExportTraceServiceRequest.parseFrom(body);
        } catch (InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static ExportMetricsServiceRequest metrics(byte[] body) {
        try {
            return ExportMetricsServiceRequest.parseFrom(body);
        } catch (InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
