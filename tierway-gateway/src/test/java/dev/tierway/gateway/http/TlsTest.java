package dev.tierway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.providers.spi.Slice;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same server behind TLS, with a certificate made by the JDK's keytool. */
class TlsTest extends ServerFixture {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder = Path.of("");

    private KeyStore keys = emptyStore();

    @Override
    Transport transport() {
        return Transport.best();
    }

    @BeforeEach
    void make_a_certificate() throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("keys.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = List.of(
                keytool,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD),
                "-ext",
                "san=ip:127.0.0.1");
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        pem("cert.pem", "CERTIFICATE", keys.getCertificate("server").getEncoded());
        pem("key.pem", "PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded());
    }

    @Test
    void whole_and_streamed_replies_come_through() throws Exception {
        serveTls(exchange -> {
            if (exchange.path().equals("/whole")) {
                echo(exchange);
                return;
            }
            try (ResponseStream stream = exchange.stream(200, Headers.NONE)) {
                stream.write(List.of(Slice.of(new byte[3 << 20])));
                stream.end();
            }
        });
        try (RawClient client = connectTls()) {
            assertThat(client.post("/whole", "hello").reply().text()).isEqualTo("hello");
            assertThat(client.get("/stream").reply().body()).hasSize(3 << 20);
            assertThat(client.post("/whole", "again").reply().text()).isEqualTo("again");
        }
    }

    @Test
    void a_refused_request_gets_its_reply_before_the_connection_closes() throws Exception {
        serveTls(ServerFixture::echo);
        try (RawClient client = connectTls()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n");
            assertThat(client.reply().status()).isEqualTo(413);
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void a_client_that_leaves_is_noticed() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        serveTls(exchange -> {
            exchange.onClientGone(gone::countDown);
            reached.countDown();
            await(gone);
        });
        try (RawClient client = connectTls()) {
            client.get("/");
            await(reached);
        }
        await(gone);
    }

    @Test
    void plain_bytes_close_the_connection() throws Exception {
        serveTls(ServerFixture::echo);
        try (RawClient client = connect()) {
            client.get("/").drain();
        }
    }

    private void serveTls(HttpHandler handler) {
        HttpServerConfig plain = config();
        serve(
                new HttpServerConfig(
                        "127.0.0.1",
                        0,
                        MAX_HEAD,
                        MAX_BODY,
                        plain.headDeadline(),
                        plain.bodyDeadline(),
                        plain.idleDeadline(),
                        plain.writeDeadline(),
                        100,
                        Optional.of(new HttpServerConfig.Tls(folder.resolve("cert.pem"), folder.resolve("key.pem")))),
                handler);
    }

    private RawClient connectTls() throws IOException, GeneralSecurityException {
        KeyStore trusted = emptyStore();
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        Socket plain = new Socket(address().getAddress(), address().getPort());
        return new RawClient(context.getSocketFactory()
                .createSocket(plain, "127.0.0.1", address().getPort(), true));
    }

    private static KeyStore emptyStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pem(String file, String label, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        Files.writeString(
                folder.resolve(file), "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n");
    }
}
