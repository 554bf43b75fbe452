package dev.tierway.benchmarks;

import com.sun.net.httpserver.HttpServer;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.Headers;
import dev.tierway.gateway.http.ResponseStream;
import dev.tierway.gateway.pipeline.Accounting;
import dev.tierway.gateway.pipeline.AdmissionGate;
import dev.tierway.gateway.pipeline.InferencePipeline;
import dev.tierway.gateway.pipeline.Metering;
import dev.tierway.gateway.pipeline.ModelAliases;
import dev.tierway.gateway.pipeline.Pool;
import dev.tierway.gateway.pipeline.RequestLimits;
import dev.tierway.gateway.pipeline.Tracing;
import dev.tierway.gateway.telemetry.Backend;
import dev.tierway.gateway.telemetry.Telemetry;
import dev.tierway.gateway.telemetry.TelemetrySettings;
import dev.tierway.gateway.usecase.UseCases;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Operation;
import dev.tierway.providers.spi.Provider;
import dev.tierway.providers.spi.ProviderCall;
import dev.tierway.providers.spi.ProviderCapacity;
import dev.tierway.providers.spi.ProviderListener;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.providers.spi.Slice;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.policy.PoolPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What telemetry costs a request: one goes through the whole pipeline, without network and backend, while a receiver on
 * loopback takes what is exported. Spans beyond what the exporting thread can send are dropped, as they would be.
 */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@BenchmarkMode(Mode.AverageTime)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx1500m", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Benchmark)
public class TracingBenchmark {
    private static final String BODY = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String REPLY = "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[]}";

    /** Off; metrics alone; and traces besides, of no request and of every one. */
    @Param({"off", "metrics", "0%", "100%"})
    public String telemetry = "off";

    private @Nullable HttpServer receiver;
    private @Nullable Telemetry running;
    private @Nullable Pool pool;
    private @Nullable InferencePipeline pipeline;

    @Setup
    public void start() throws IOException {
        Provider provider = new InstantProvider();
        SchedulerEngine engine = new SchedulerEngine(
                PoolPolicy.DEFAULT,
                List.of(Pool.spec("d", provider.capacity(), 0)),
                List.of(),
                Map.of("p", 1.0),
                new SplittableRandom(1));
        Pool served = new Pool("m", new AdmissionGate("m", engine, Ticker.system()), Map.of("d", provider), Map.of());
        pool = served;
        Tracing tracing = Tracing.NONE;
        Metering metering = (record, endedNanos) -> {};
        if (!telemetry.equals("off")) {
            Telemetry started = Telemetry.start(
                    settings(), List.of(served), Map.of("d", backend()), Ticker.system(), WallClock.system());
            running = started;
            tracing = started.tracing();
            metering = started.metering();
        }
        Project project = new Project("p", 1, EnumSet.of(ServiceTier.STANDARD), ServiceTier.STANDARD);
        pipeline = new InferencePipeline(new InferencePipeline.Parts(
                Authenticator.of(Map.of(KeyDigest.of("key"), project)),
                new ModelAliases(Map.of("m", served)),
                UseCases.NONE,
                RequestLimits.uniform(Duration.ofMinutes(1), Duration.ofMinutes(1), 3),
                Accounting.none(Ticker.system(), WallClock.system()),
                metering,
                tracing,
                Ticker.system(),
                () -> "id"));
    }

    private static Backend backend() {
        return new Backend("vllm", "llama", Optional.of(new Backend.Server("10.0.0.5", 8000)));
    }

    private TelemetrySettings settings() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        receiver = server;
        return new TelemetrySettings(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                Map::of,
                !telemetry.equals("metrics"),
                true,
                Duration.ofMinutes(1),
                telemetry.equals("100%") ? 1 : 0,
                "benchmark",
                "1");
    }

    @TearDown
    public void stop() {
        if (running != null) {
            running.close();
            System.out.println("dropped spans: " + running.droppedSpans());
        }
        if (receiver != null) {
            receiver.stop(0);
        }
        if (pool != null) {
            pool.close();
        }
    }

    /** One request from its arrival to its last byte. */
    @Benchmark
    public int serve() {
        BenchmarkExchange exchange = new BenchmarkExchange();
        if (pipeline != null) {
            pipeline.serve(exchange, Operation.CHAT_COMPLETION);
        }
        return exchange.status;
    }

    /** A request without a network. */
    private static final class BenchmarkExchange implements Exchange {
        private static final byte[] BYTES = BODY.getBytes(StandardCharsets.UTF_8);

        private final long arrived = System.nanoTime();
        private int status;

        @Override
        public String method() {
            return "POST";
        }

        @Override
        public String path() {
            return "/v1/chat/completions";
        }

        @Override
        public @Nullable String header(String name) {
            return name.equals("authorization") ? "Bearer key" : null;
        }

        @Override
        public byte[] body() {
            return BYTES;
        }

        @Override
        public long arrivedNanos() {
            return arrived;
        }

        @Override
        public void onClientGone(Runnable action) {}

        @Override
        public boolean clientGone() {
            return false;
        }

        @Override
        public void respond(int code, Headers headers, List<Slice> body) {
            status = code;
        }

        @Override
        public ResponseStream stream(int code, Headers headers) {
            throw new UnsupportedOperationException("nothing is streamed here");
        }
    }

    /** Answers at once. */
    private static final class InstantProvider implements Provider {
        private static final Slice WHOLE = Slice.utf8(REPLY);
        private static final Usage USED = Usage.of(1_000, 200, 300);

        @Override
        public String name() {
            return "d";
        }

        @Override
        public ProviderCapacity capacity() {
            return new ProviderCapacity(64, Long.MAX_VALUE, 1 << 20, 10_000, 100, false);
        }

        @Override
        public int estimateInputTokens(InferenceRequest request) {
            return 1_000;
        }

        @Override
        public ProviderReply call(ProviderCall call) {
            return new ProviderReply.Complete() {
                @Override
                public Slice body() {
                    return WHOLE;
                }

                @Override
                public Usage usage() {
                    return USED;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void observe(ProviderListener listener) {}

        @Override
        public void close() {}
    }
}
