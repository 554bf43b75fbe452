package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.cli.RunningGateway;
import dev.tierway.app.config.ConfigExplanation;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerRow;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.Script;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of docs/use-cases.md, each served by a whole gateway before a scripted backend. */
class UseCaseExamplesTest {
    private static final String KEY = "tw-use-case-0123456789";
    private static final String ADMIN_KEY = "tw-admin-0123456789abc";
    private static final Map<String, String> ENVIRONMENT = Map.of("USE_CASE_KEY", KEY, "ADMIN_KEY", ADMIN_KEY);
    private static final String REPLY = "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,"
            + "\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}],\"usage\":"
            + "{\"prompt_tokens\":1200,\"completion_tokens\":300,\"total_tokens\":1500}}";

    private final FakeUpstream upstream =
            FakeUpstream.start(request -> request.path().endsWith("/chat/completions")
                    ? Script.json(200, REPLY)
                    : Script.json(404, "{\"error\":{\"message\":\"not here\"}}"));
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        client.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"seasonal", "spiky-critical", "spiky", "experiments", "offline"})
    void every_example_loads_and_is_explained(String name) {
        ConfigSource.Loaded loaded = ConfigSource.file(example(name)).load(ENVIRONMENT::get);

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.config().useCases()).hasSize(1);
        String useCase = loaded.config().useCases().keySet().iterator().next();
        assertThat(ConfigExplanation.of(loaded.config())).contains("use case " + useCase + " of ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seasonal", "spiky-critical", "spiky", "experiments", "offline"})
    void the_documentation_shows_what_is_in_the_example(String name) throws IOException {
        String text = Files.readString(example(name));
        String page = Files.readString(example(name).resolveSibling("../use-cases.md"));
        int block = page.indexOf("```yaml", page.indexOf("(examples/use-case-" + name + ".yaml)"));
        String shown = page.substring(page.indexOf('\n', block) + 1, page.indexOf("```", block + 3));

        assertThat(shown.split("\n\n", -1))
                .allSatisfy(section -> assertThat(text).contains(section));
    }

    @Test
    void the_season_is_served_from_its_reservation() throws Exception {
        String yaml = yaml("seasonal").replace("01-15..04-20", "01-01..12-31");
        try (RunningGateway gateway = start(yaml)) {
            assertServed(chat(gateway, "assistant"), "tax-returns", "reserved", "defaulted", "0.000000000");
        }
        assertRow("tax-returns", ServiceTier.RESERVED, ServiceTier.RESERVED, "defaulted", "tax-season");
    }

    @Test
    void outside_the_season_the_same_requests_are_paid_by_the_token() throws Exception {
        boolean early = LocalDate.now(ZoneId.of("America/New_York")).getMonthValue() <= 6;
        String yaml = yaml("seasonal").replace("01-15..04-20", early ? "10-01..10-31" : "02-01..02-20");
        try (RunningGateway gateway = start(yaml)) {
            assertServed(chat(gateway, "assistant"), "tax-returns", "default", "outside_window", "0.000360000");
        }
        assertRow("tax-returns", ServiceTier.RESERVED, ServiceTier.STANDARD, "outside_window", "tax-season");
    }

    @Test
    void a_checkout_that_is_refused_twice_goes_on_inside_its_cover() throws Exception {
        try (RunningGateway gateway = start(yaml("spiky-critical").replace("rpm: 600", "rpm: 1"))) {
            assertServed(chat(gateway, "assistant"), "checkout", "priority", "defaulted", "0.000630000");
            assertThat(chat(gateway, "assistant").statusCode()).isEqualTo(429);
            assertThat(chat(gateway, "assistant").statusCode()).isEqualTo(429);
            assertServed(chat(gateway, "assistant"), "checkout", "reserved", "escalated", "0.000000000");

            assertThat(useCases(gateway, ADMIN_KEY).body())
                    .contains("\"name\":\"checkout\",\"project_id\":\"storefront\",\"model\":\"assistant\"")
                    .contains("\"after_throttles\":2,\"within_ms\":60000,\"after_latency_ms\":5000,\"to\":\"reserved\"")
                    .contains("\"escalated_callers\":1,\"watched_callers\":0");
            assertThat(useCases(gateway, KEY).statusCode()).isEqualTo(401);
            assertThat(metrics(gateway))
                    .contains(
                            "reason=\"escalated\",tier_requested=\"priority\",tier_served=\"reserved\",use_case=\"checkout\"");
        }
        assertThat(rows()).hasSize(4);
        assertRow("checkout", ServiceTier.PRIORITY, ServiceTier.RESERVED, "escalated", "checkout-cover");
    }

    @Test
    void a_chat_is_named_as_the_model_and_runs_better_after_a_slow_answer() throws Exception {
        try (RunningGateway gateway = start(yaml("spiky").replace("after_latency: 3s", "after_latency: 1us"))) {
            assertServed(chat(gateway, "product-chat"), "product-chat", "default", "defaulted", "0.000360000");
            assertServed(chat(gateway, "product-chat"), "product-chat", "priority", "escalated", "0.000630000");
        }
        assertRow("product-chat", ServiceTier.STANDARD, ServiceTier.PRIORITY, "escalated", "");
    }

    @Test
    void what_escalation_has_spent_is_known_after_a_restart() throws Exception {
        String yaml = yaml("spiky")
                .replace("after_latency: 3s", "after_latency: 1us")
                .replace("daily: \"$5\"", "daily: \"$0.0007\"");
        try (RunningGateway gateway = start(yaml)) {
            chat(gateway, "product-chat");
            assertServed(chat(gateway, "product-chat"), "product-chat", "priority", "escalated", "0.000630000");
        }
        try (RunningGateway gateway = start(yaml)) {
            chat(gateway, "product-chat");
            assertServed(chat(gateway, "product-chat"), "product-chat", "default", "defaulted", "0.000360000");
        }
    }

    @Test
    void experiments_run_as_flex_at_half_the_price() throws Exception {
        try (RunningGateway gateway = start(yaml("experiments"))) {
            HttpRequest request = request(gateway, "/v1/chat/completions", KEY)
                    .header("x-tierway-use-case", "prompt-lab")
                    .POST(body("assistant"))
                    .build();
            assertServed(
                    client.send(request, BodyHandlers.ofString()), "prompt-lab", "flex", "defaulted", "0.000180000");

            HttpRequest mistyped = request(gateway, "/v1/chat/completions", KEY)
                    .header("x-tierway-use-case", "promt-lab")
                    .POST(body("assistant"))
                    .build();
            HttpResponse<String> refused = client.send(mistyped, BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("unknown_use_case", "did you mean 'prompt-lab'?");
        }
        assertThat(rows().getFirst().servedTier()).isEqualTo(ServiceTier.FLEX);
        assertThat(rows().getFirst().caller().useCase()).isEqualTo("prompt-lab");
    }

    @Test
    void a_key_that_an_administrator_makes_for_a_use_case_is_for_that_one() throws Exception {
        try (RunningGateway gateway = start(yaml("experiments"))) {
            String wish = "{\"name\":\"lab\",\"use_case\":\"prompt-lab\"}";
            HttpResponse<String> made = client.send(
                    request(gateway, "/v1/organization/projects/research/api_keys", ADMIN_KEY)
                            .POST(HttpRequest.BodyPublishers.ofString(wish))
                            .build(),
                    BodyHandlers.ofString());
            int value = made.body().indexOf("\"value\":\"") + "\"value\":\"".length();
            String key = made.body().substring(value, made.body().indexOf('"', value));
            HttpRequest.Builder request =
                    request(gateway, "/v1/chat/completions", key).POST(body("assistant"));

            assertServed(
                    client.send(request.build(), BodyHandlers.ofString()),
                    "prompt-lab",
                    "flex",
                    "defaulted",
                    "0.000180000");
            HttpResponse<String> refused =
                    client.send(request.header("x-tierway-use-case", "another").build(), BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("this API key is for use case 'prompt-lab' only");
        }
    }

    @Test
    void offline_work_runs_as_batch_and_as_nothing_else() throws Exception {
        try (RunningGateway gateway = start(yaml("offline"))) {
            assertServed(chat(gateway, "assistant"), "nightly-summaries", "batch", "defaulted", "0.000180000");

            HttpResponse<String> refused =
                    send(gateway, "{\"model\":\"assistant\",\"service_tier\":\"default\",\"messages\":[]}");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("use case 'nightly-summaries' may not use service_tier 'default'");
        }
        assertThat(rows()).extracting(LedgerEntry::outcome).containsExactly("completed", "service_tier_not_allowed");
        assertThat(rows().getFirst().servedTier()).isEqualTo(ServiceTier.BATCH);
    }

    private static void assertServed(
            HttpResponse<String> reply, String useCase, String served, String reason, String cost) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.headers().firstValue("x-tierway-use-case")).hasValue(useCase);
        assertThat(reply.headers().firstValue("x-tierway-tier-served")).hasValue(served);
        assertThat(reply.headers().firstValue("x-tierway-tier-reason")).hasValue(reason);
        assertThat(reply.headers().firstValue("x-tierway-cost-usd")).hasValue(cost);
    }

    /** The last row; what waits in a gateway is written when it closes. */
    private void assertRow(
            String useCase, ServiceTier requested, ServiceTier served, String reason, String reservation) {
        LedgerEntry entry = rows().getLast();
        assertThat(entry.caller().useCase()).isEqualTo(useCase);
        assertThat(entry.requestedTier()).isEqualTo(requested);
        assertThat(entry.servedTier()).isEqualTo(served);
        assertThat(entry.reason()).isEqualTo(reason);
        assertThat(entry.reservation()).isEqualTo(reservation);
        assertThat(entry.outcome()).isEqualTo("completed");
    }

    private List<LedgerEntry> rows() {
        try (Database database =
                Database.open(StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("ledger.db"))))) {
            return database.ledger().appended(0, 100).stream()
                    .map(LedgerRow::entry)
                    .toList();
        }
    }

    private HttpResponse<String> chat(RunningGateway gateway, String model) throws IOException, InterruptedException {
        return send(gateway, "{\"model\":\"" + model + "\",\"messages\":[]}");
    }

    private HttpResponse<String> send(RunningGateway gateway, String body) throws IOException, InterruptedException {
        return client.send(
                request(gateway, "/v1/chat/completions", KEY)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> useCases(RunningGateway gateway, String key) throws IOException, InterruptedException {
        return client.send(request(gateway, "/v1/organization/use_cases", key).build(), BodyHandlers.ofString());
    }

    private String metrics(RunningGateway gateway) throws IOException, InterruptedException {
        return client.send(request(gateway, "/metrics", KEY).build(), BodyHandlers.ofString())
                .body();
    }

    private static HttpRequest.BodyPublisher body(String model) {
        return HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\",\"messages\":[]}");
    }

    private static HttpRequest.Builder request(RunningGateway gateway, String path, String key) {
        return HttpRequest.newBuilder(URI.create(gateway.address() + path)).header("Authorization", "Bearer " + key);
    }

    /** An example, before this test's backend and beside its ledger. */
    private String yaml(String name) throws IOException {
        return Files.readString(example(name))
                .replace("http://10.0.0.5:8000/v1", upstream.baseUrl().toString())
                .replace("port: 8080", "port: 0, drain_timeout: 1s")
                .replace("sqlite:data/tierway.db", "sqlite:" + folder.resolve("ledger.db"));
    }

    private static RunningGateway start(String yaml) {
        return Wiring.parts(System.getenv())
                .gateway()
                .start(
                        new ConfigSource("example.yaml", yaml)
                                .load(ENVIRONMENT::get)
                                .config(),
                        (what, bytes, total) -> {});
    }

    private static Path example(String name) {
        Path repository = Path.of("").toAbsolutePath();
        while (!Files.exists(repository.resolve("docs/examples"))) {
            repository = Objects.requireNonNull(repository.getParent(), "run the tests from inside the repository");
        }
        return repository.resolve("docs/examples/use-case-" + name + ".yaml");
    }
}
