package dev.tierway.gateway.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;

/**
 * An exporter whose failures go to a {@link Delivery} and end there: sums are cumulative, so that the next export carries
 * what one has missed.
 */
record WatchedMetricExporter(MetricExporter exporter, Delivery delivery) implements MetricExporter {
    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
        CompletableResultCode told = new CompletableResultCode();
        CompletableResultCode result = exporter.export(metrics);
        result.whenComplete(() -> {
            delivery.ended(result);
            told.succeed();
        });
        return told;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
        return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
