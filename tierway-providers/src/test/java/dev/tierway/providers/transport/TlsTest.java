package dev.tierway.providers.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tierway.core.time.Ticker;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.Slice;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.Script;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Timeouts TIMEOUTS = new Timeouts(
            Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));

    @TempDir
    private static Path folder;

    private static SSLContext right;
    private static SSLContext wrongName;

    @BeforeAll
    static void make_certificates() throws Exception {
        right = context(certificate("right", "san=ip:127.0.0.1"));
        wrongName = context(certificate("wrong", "san=dns:elsewhere.example"));
    }

    private static Path certificate(String name, String names) throws IOException, InterruptedException {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        names,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        return store;
    }

    /** Presents and trusts the one certificate in {@code store}. */
    private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory presented = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        presented.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(presented.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static HttpTransport transport(FakeUpstream upstream, SSLContext trusting) {
        URI base = URI.create("https://127.0.0.1:" + upstream.uri().getPort() + "/v1");
        return new HttpTransport(
                new TransportConfig(
                        Origin.of(base), 4, TransportConfig.DEFAULT_IDLE_EXPIRY, trusting.getSocketFactory()),
                new Reaper(Ticker.system()));
    }

    private static HttpRequest post(String body) {
        return HttpRequest.post(
                "/x",
                Map.of(),
                List.of(Slice.utf8(body)),
                TIMEOUTS,
                System.nanoTime() + Duration.ofMinutes(1).toNanos());
    }

    @Test
    void requests_go_over_tls_on_a_connection_that_is_used_again() throws Exception {
        String large = "x".repeat(200_000);
        try (FakeUpstream upstream = FakeUpstream.start(
                        right.getServerSocketFactory(), request -> Script.json(200, request.bodyText()));
                HttpTransport transport = transport(upstream, right)) {
            for (int i = 0; i < 3; i++) {
                try (HttpReply reply = transport.send(post(large), new Cancellation())) {
                    assertThat(reply.readAll(1 << 20)).hasToString(large);
                }
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void a_certificate_for_another_name_is_refused() {
        try (FakeUpstream upstream =
                        FakeUpstream.start(wrongName.getServerSocketFactory(), request -> Script.json(200, "{}"));
                HttpTransport transport = transport(upstream, wrongName)) {
            assertRefused(upstream, transport);
        }
    }

    @Test
    void a_certificate_nobody_vouches_for_is_refused() {
        try (FakeUpstream upstream =
                        FakeUpstream.start(right.getServerSocketFactory(), request -> Script.json(200, "{}"));
                HttpTransport transport = transport(upstream, wrongName)) {
            assertRefused(upstream, transport);
        }
    }

    private static void assertRefused(FakeUpstream upstream, HttpTransport transport) {
        assertThatThrownBy(() -> transport.send(post("{}"), new Cancellation()))
                .asInstanceOf(type(TransportException.class))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(TransportException.Kind.CONNECT));
        assertThat(upstream.requests()).isEmpty();
        assertThat(transport.openConnections()).isZero();
    }

    @Test
    void cancelling_does_not_wait_for_the_farewell() throws Exception {
        Cancellation cancellation = new Cancellation();
        try (FakeUpstream upstream = FakeUpstream.start(
                        right.getServerSocketFactory(),
                        request -> Script.sse().event("{}").stall());
                HttpTransport transport = transport(upstream, right);
                HttpReply reply = transport.send(post("{}"), cancellation)) {
            SseReader events = reply.events(1 << 20);
            assertThat(events.next()).hasToString("{}");
            Thread.ofVirtual().start(() -> cancellation.cancel(Cancellation.Reason.CLIENT_GONE));
            assertThatThrownBy(events::next).isInstanceOf(IOException.class);
            upstream.awaitCancelled(1, Duration.ofSeconds(10));
        }
    }
}
