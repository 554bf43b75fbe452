package dev.tierway.providers.openai;

import dev.tierway.core.time.Ticker;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.ProviderCapacity;
import dev.tierway.providers.spi.ProviderListener;
import dev.tierway.providers.spi.Slice;
import dev.tierway.providers.transport.HttpReply;
import dev.tierway.providers.transport.HttpRequest;
import dev.tierway.providers.transport.HttpTransport;
import dev.tierway.providers.transport.Origin;
import dev.tierway.providers.transport.Reaper;
import dev.tierway.providers.transport.Timeouts;
import dev.tierway.providers.transport.TransportConfig;
import dev.tierway.providers.transport.TransportException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Watches one deployment from a virtual thread of its own: reads its metrics and limits, asks after its health, and
 * keeps account of how calls go. Reports to its listener whenever something changes. Thread-safe.
 */
final class DeploymentObserver implements CallOutcome, AutoCloseable {
    private static final int MAX_PAGE_BYTES = 8 << 20;
    private static final Timeouts PATIENCE =
            new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(5));

    /** Health is asked this often when there are no metrics to read. */
    private static final int LOOKS_PER_HEALTH_CHECK = 5;

    private final OpenAiProviderConfig config;
    private final EngineProfile profile;
    private final Ticker ticker;
    private final HttpTransport transport;
    private volatile ProviderCapacity capacity;
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    // Guarded by this.
    private final DeploymentHealth health;
    private @Nullable ProviderListener listener;

    // Confined to the observing thread.
    private int looks;
    private boolean metricsMissing;
    private boolean capacityKnown;

    DeploymentObserver(OpenAiProviderConfig config, Reaper reaper) {
        this.config = config;
        this.profile = EngineProfiles.of(config.engine());
        this.ticker = reaper.ticker();
        this.transport =
                new HttpTransport(TransportConfig.of(Origin.of(config.baseUrl()).root(), 4), reaper);
        this.capacity = config.capacity();
        this.health = new DeploymentHealth(config.health(), ticker.nanos());
    }

    ProviderCapacity capacity() {
        return capacity;
    }

    /** Reports to {@code hears} from now on. */
    synchronized void hear(ProviderListener hears) {
        listener = hears;
    }

    void start(ProviderListener hears) {
        hear(hears);
        thread = Thread.ofVirtual().name("observe-" + config.name()).start(this::run);
    }

    private void run() {
        while (!closed) {
            look();
            if (!closed) {
                LockSupport.parkNanos(config.observeEvery().toNanos());
            }
        }
    }

    @Override
    public synchronized void succeeded() {
        health.succeeded(ticker.nanos());
    }

    @Override
    public synchronized void failed() {
        if (health.failed(ticker.nanos()) && listener != null) {
            listener.available(false);
        }
    }

    /** One look at the deployment. */
    void look() {
        boolean ejected;
        boolean probeDue;
        synchronized (this) {
            ejected = health.ejected();
            probeDue = health.probeDue(ticker.nanos());
        }
        if (ejected) {
            if (probeDue) {
                probe();
            }
            return;
        }
        if (!capacityKnown) {
            readCapacity();
        }
        if (profile.metrics() != null && !metricsMissing) {
            readMetrics(profile.metrics());
        } else if (profile.healthWhenIdle() && looks++ % LOOKS_PER_HEALTH_CHECK == 0) {
            judge(answers(profile.health()));
        }
    }

    private void probe() {
        boolean well = answers(profile.health());
        synchronized (this) {
            if (!well) {
                health.probeFailed(ticker.nanos());
                return;
            }
            health.probeSucceeded(ticker.nanos());
            if (listener != null) {
                listener.available(true);
            }
        }
        // It may have been restarted with other limits.
        capacityKnown = false;
        metricsMissing = false;
    }

    private void judge(boolean well) {
        if (well) {
            succeeded();
        } else {
            failed();
        }
    }

    private boolean answers(String path) {
        Page page = get(path);
        return page != null && page.status() >= 200 && page.status() < 300;
    }

    private void readMetrics(MetricsDialect dialect) {
        Page page = get(dialect.path());
        if (page == null) {
            failed();
            return;
        }
        LoadReport report = page.status() == 200 ? MetricsParser.parse(dialect, page.body()) : null;
        if (report == null || !report.found()) {
            metricsMissing = true;
            return;
        }
        succeeded();
        if (report.kvTokens() > 0 && report.kvTokens() != capacity.kvTokens()) {
            adopt(CapacityProbe.withKvTokens(capacity, report.kvTokens()));
        }
        synchronized (this) {
            if (listener != null) {
                listener.load(report.running(), report.waiting(), report.kvUsage());
            }
        }
    }

    private void readCapacity() {
        ProviderCapacity refined = config.capacity();
        for (String path : CapacityProbe.pages(profile.capacity())) {
            Page page = get(path);
            if (page == null) {
                return;
            }
            if (page.status() == 200) {
                refined = CapacityProbe.refine(refined, path, page.body(), config.model());
            }
        }
        capacityKnown = true;
        if (!refined.equals(capacity)) {
            adopt(refined);
        }
    }

    private void adopt(ProviderCapacity known) {
        capacity = known;
        synchronized (this) {
            if (listener != null) {
                listener.capacity(known);
            }
        }
    }

    private record Page(int status, Slice body) {}

    /** Null when the server could not be asked. */
    private @Nullable Page get(String path) {
        Map<String, String> headers = new LinkedHashMap<>(config.headers());
        config.apiKey().ifPresent(key -> headers.put("Authorization", "Bearer " + key.get()));
        long deadline = ticker.nanos() + PATIENCE.head().toNanos();
        HttpRequest request = HttpRequest.get(path, headers, PATIENCE, deadline);
        try (HttpReply reply = transport.send(request, new Cancellation())) {
            return new Page(reply.status(), reply.readAll(MAX_PAGE_BYTES));
        } catch (TransportException failure) {
            return null;
        }
    }

    /** Waits until the observing thread has ended; false when it has not {@code within} that time. */
    boolean join(Duration within) throws InterruptedException {
        Thread running = thread;
        return running == null || running.join(within);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        transport.close();
    }
}
