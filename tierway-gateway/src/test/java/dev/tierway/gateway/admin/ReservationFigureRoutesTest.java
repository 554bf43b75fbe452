package dev.tierway.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.CalendarWindowParser;
import dev.tierway.core.capacity.CapacityPrice;
import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.capacity.ReservationHistory;
import dev.tierway.core.capacity.Schedule;
import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.core.pricing.ModelPrice;
import dev.tierway.core.pricing.Price;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.pricing.PriceSheet;
import dev.tierway.core.pricing.PriceVersion;
import dev.tierway.core.pricing.TierPrice;
import dev.tierway.core.pricing.TokenKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.http.HttpServer;
import dev.tierway.gateway.http.HttpServerConfig;
import dev.tierway.gateway.reservation.ReservationReport;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.ledger.LedgerEntry;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What became of a reservation, over a real ledger and real HTTP. */
class ReservationFigureRoutesTest {
    private static final Instant DAY = Instant.parse("2026-11-02T00:00:00Z");
    private static final Instant NOW = DAY.plus(Duration.ofHours(36));
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Of 60,000 input and 6,000 output tokens a minute for $0.60 and $0.06 an hour. */
    private static final Reservation PEAK = reservation("peak", 60_000, 6_000, Schedule.ALWAYS);

    @TempDir
    private Path folder = Path.of("");

    private final Map<String, ReservationHistory> histories = new TreeMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private Database database;
    private HttpServer server;

    @BeforeEach
    void open() {
        database = Database.open(StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("t.db"))));
        ReservationFigureRoutes routes = new ReservationFigureRoutes(
                new AdminKeys(Set.of(KeyDigest.of("admin"))),
                name -> Optional.ofNullable(histories.get(name)),
                new ReservationReport(database.ledger()::draws, prices()),
                prices(),
                () -> NOW);
        server = HttpServer.start(
                HttpServerConfig.defaults().at("127.0.0.1", 0),
                exchange -> routes.figures(exchange, exchange.path().split("/", -1)[4]));
        histories.put("peak", ReservationHistory.of(PEAK));
    }

    @AfterEach
    void close() {
        server.close();
        database.close();
        client.close();
    }

    @Test
    void an_hour_tells_use_cost_and_what_on_demand_would_have_cost() throws Exception {
        database.ledger()
                .append(List.of(
                        inside("1", "shop", 10, new Usage(1_200_000, 6_000_000, 0, 0, 180_000, 0)),
                        inside("2", "chat", 20, new Usage(900_000, 0, 0, 0, 0, 0)),
                        spilled("3", "chat", 30, new Usage(920_000, 0, 0, 0, 0, 0), 920_000_000)));

        String answer =
                get("peak", "&end_time=" + second(60) + "&bucket_width=1h").body();

        assertThat(answer)
                .startsWith("{\"object\":\"page\",\"reservation\":\"peak\",\"data\":[{\"object\":\"bucket\","
                        + "\"start_time\":" + second(0) + ",\"end_time\":" + second(60) + ",\"results\":[{"
                        + "\"object\":\"organization.reservation_figures.result\",\"input_tpm\":60000,"
                        + "\"output_tpm\":6000,\"active_seconds\":3600,"
                        // (1.2M + 0.1 x 6M + 0.9M) of 3.6M, and 180k of 360k.
                        + "\"input_utilisation\":0.750000,\"output_utilisation\":0.500000,\"spill_share\":0.100000,"
                        + "\"cost\":{\"value\":0.660000000,\"currency\":\"usd\"},"
                        + "\"idle_cost\":{\"value\":0.180000000,\"currency\":\"usd\"},"
                        // $1/M, read at a tenth; above 200k tokens of prompt $2/M; output $4/M.
                        + "\"on_demand_cost\":{\"value\":6.120000000,\"currency\":\"usd\"},"
                        + "\"saved\":{\"value\":5.460000000,\"currency\":\"usd\"},"
                        + "\"cost_per_million_tokens\":{\"value\":0.079710145,\"currency\":\"usd\"},"
                        + "\"on_demand_cost_per_million_tokens\":{\"value\":0.739130435,\"currency\":\"usd\"},"
                        // 0.66 of 60 x (60k x $1/M + 6k x $4/M).
                        + "\"break_even_utilisation\":0.130952,"
                        + "\"inside\":{\"num_model_requests\":2,\"input_tokens\":8100000,"
                        + "\"input_cached_tokens\":6000000,\"output_tokens\":180000},"
                        + "\"spilled\":{\"num_model_requests\":1,\"input_tokens\":920000,\"input_cached_tokens\":0,"
                        + "\"output_tokens\":0,\"amount\":{\"value\":0.920000000,\"currency\":\"usd\"},"
                        + "\"num_unpriced_requests\":0},"
                        + "\"projects\":[{\"project_id\":\"chat\",\"cost\":{\"value\":0.150000000,")
                .contains("{\"project_id\":\"shop\",\"cost\":{\"value\":0.330000000,\"currency\":\"usd\"},"
                        + "\"on_demand_cost\":{\"value\":4.320000000,");
    }

    @Test
    void buckets_add_up_to_the_total_whatever_their_width() throws Exception {
        List<LedgerEntry> entries = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Usage usage = new Usage(1_001 + i, 333, 7, 0, 77 + i, 5);
            entries.add(i % 5 == 0 ? spilled("r" + i, "chat", i, usage, 12_345) : inside("r" + i, "shop", i, usage));
        }
        database.ledger().append(entries);

        String query = "&end_time=" + second(333);
        String minutes = get("peak", query + "&bucket_width=1m").body();
        String hours = get("peak", query + "&bucket_width=1h").body();
        String day = get("peak", query).body();

        for (String answer : List.of(minutes, hours, day)) {
            for (String amount : List.of("cost", "idle_cost", "on_demand_cost", "saved")) {
                List<BigDecimal> values = values(answer, amount);
                assertThat(values.subList(0, values.size() - 1).stream().reduce(BigDecimal.ZERO, BigDecimal::add))
                        .as(amount)
                        .isEqualByComparingTo(values.getLast());
            }
        }
        for (String amount : List.of("cost", "on_demand_cost", "saved")) {
            assertThat(values(minutes, amount).getLast())
                    .isEqualTo(values(hours, amount).getLast())
                    .isEqualTo(values(day, amount).getLast());
        }
        assertThat(values(minutes, "cost")).hasSize(334);
        assertThat(values(hours, "cost")).hasSize(7);
    }

    @Test
    void the_entitlement_that_held_then_counts() throws Exception {
        Reservation large = reservation("peak", 120_000, 12_000, Schedule.ALWAYS);
        histories.put(
                "peak",
                new ReservationHistory(List.of(
                        new ReservationHistory.Version(at(0), true, PEAK),
                        new ReservationHistory.Version(at(30), true, large),
                        new ReservationHistory.Version(at(90), false, large))));
        database.ledger()
                .append(List.of(
                        inside("1", "shop", 10, Usage.of(60_000 * 30, 0, 0)),
                        inside("2", "shop", 40, Usage.of(60_000 * 30, 0, 0)),
                        inside("3", "shop", 91, Usage.of(60_000 * 60, 0, 0))));

        String answer =
                get("peak", "&end_time=" + second(180) + "&bucket_width=1h").body();

        assertThat(values(answer, "input_utilisation"))
                .startsWith(new BigDecimal("0.666667"), new BigDecimal("1.000000"), new BigDecimal("0.000000"));
        // 30 minutes of the small one and 30 of the large one, then 30 of the large one, then none.
        assertThat(values(answer, "cost"))
                .startsWith(new BigDecimal("0.990000000"))
                .endsWith(new BigDecimal("1.650000000"));
        assertThat(answer).contains("\"input_tpm\":120000,\"output_tpm\":12000,\"active_seconds\":0,");
    }

    @Test
    void calendar_windows_have_figures_of_their_own() throws Exception {
        histories.put(
                "office",
                ReservationHistory.of(reservation(
                        "office",
                        60_000,
                        6_000,
                        new Schedule(
                                Optional.empty(),
                                Optional.empty(),
                                List.of(CalendarWindowParser.parse("08:00-09:00 UTC"))))));
        database.ledger()
                .append(List.of(
                        of("office", inside("1", "shop", 7 * 60, Usage.of(1, 0, 1))),
                        of("office", inside("2", "shop", 8 * 60 + 1, Usage.of(60_000 * 30, 0, 0))),
                        of("office", inside("3", "shop", 9 * 60 + 1, Usage.of(60_000 * 15, 0, 0)))));

        String answer = get("office", "&end_time=" + second(48 * 60) + "&bucket_width=window")
                .body();

        assertThat(values(answer, "input_utilisation"))
                .containsExactly(new BigDecimal("0.750000"), new BigDecimal("0.000000"), new BigDecimal("0.375000"));
        assertThat(answer)
                .contains("\"start_time\":" + second(8 * 60) + ",\"end_time\":" + second(9 * 60))
                .contains("\"start_time\":" + second(32 * 60) + ",\"end_time\":" + second(33 * 60));
    }

    @Test
    void what_is_still_to_come_has_not_been_idle() throws Exception {
        String answer = get("peak", "&end_time=" + second(48 * 60)).body();

        assertThat(values(answer, "active_seconds"))
                .containsExactly(new BigDecimal("86400"), new BigDecimal("43200"), new BigDecimal("129600"));
    }

    @Test
    void without_a_price_the_saving_is_unknown() throws Exception {
        LedgerEntry entry = inside("1", "shop", 1, Usage.of(10, 0, 10));
        database.ledger()
                .append(List.of(new LedgerEntry(
                        "1",
                        entry.endedAt(),
                        entry.caller(),
                        "alias-without-price",
                        "d",
                        entry.requestedTier(),
                        entry.servedTier(),
                        entry.reason(),
                        entry.outcome(),
                        entry.usage(),
                        entry.hold(),
                        entry.timing(),
                        entry.cost(),
                        entry.reservation(),
                        entry.configHash())));

        assertThat(get("peak", "").body())
                .contains("\"on_demand_cost\":null,\"saved\":null,\"cost_per_million_tokens\":{\"value\":")
                .contains("\"on_demand_cost_per_million_tokens\":null");
    }

    @ParameterizedTest
    @CsvSource({
        "bucket_width=2d, bucket_width",
        "bucket_width=1m&end_time=1793750400, bucket_width",
        "group_by=model, group_by",
        "end_time=1, end_time",
    })
    void names_the_parameter_that_is_wrong(String query, String parameter) throws Exception {
        HttpResponse<String> answer = get("peak", "&" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"param\":\"" + parameter + "\"");
    }

    @Test
    void a_reservation_that_never_was_is_not_found() throws Exception {
        HttpResponse<String> answer = get("off-peak", "");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("unknown_reservation").contains("'off-peak'");
    }

    @Test
    void an_inference_key_does_not_open_it() throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(uri("peak", ""))
                        .header("Authorization", "Bearer tierway-dev")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    /** All values of a member, in order; amounts by their value. The total's is the last. */
    private static List<BigDecimal> values(String answer, String member) {
        // Projects have a cost of their own.
        String withoutProjects = answer.replaceAll("\"projects\":\\[.*?\\]", "");
        Matcher found = Pattern.compile("\"" + member + "\":(?:\\{\"value\":)?(-?[0-9.]+)")
                .matcher(withoutProjects);
        List<BigDecimal> values = new ArrayList<>();
        while (found.find()) {
            values.add(new BigDecimal(found.group(1)));
        }
        return values;
    }

    private HttpResponse<String> get(String reservation, String query) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri(reservation, query))
                        .header("Authorization", "Bearer admin")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String reservation, String query) {
        return URI.create("http://127.0.0.1:" + server.port() + "/v1/organization/reservations/" + reservation
                + "/figures?start_time=" + second(0) + query);
    }

    private static Instant at(int minute) {
        return DAY.plus(MINUTE.multipliedBy(minute));
    }

    private static long second(int minute) {
        return at(minute).getEpochSecond();
    }

    private static Reservation reservation(String name, long inputTpm, long outputTpm, Schedule schedule) {
        return new Reservation(
                name,
                "m",
                List.of("shop", "chat"),
                inputTpm,
                outputTpm,
                schedule,
                new CapacityPrice(10_000_000, 10_000_000),
                BurndownRates.DEFAULT,
                SpillPolicy.STANDARD,
                SpillPolicy.STANDARD.usualOverrides());
    }

    private static PriceBook prices() {
        Price.PerToken one = Price.PerToken.ofMillion(BigDecimal.ONE);
        PriceSheet sheet = new PriceSheet(
                Map.of(
                        TokenKind.INPUT, one,
                        TokenKind.OUTPUT, Price.PerToken.ofMillion(new BigDecimal("4")),
                        TokenKind.CACHE_READ, new Price.OfInput(new BigDecimal("0.1")),
                        TokenKind.CACHE_WRITE_5M, new Price.OfInput(new BigDecimal("1.25")),
                        TokenKind.CACHE_WRITE_1H, new Price.OfInput(new BigDecimal("2"))),
                new TreeMap<>(
                        Map.of(200_000L, Map.of(TokenKind.INPUT, Price.PerToken.ofMillion(new BigDecimal("2"))))));
        ModelPrice price = new ModelPrice(
                sheet,
                Map.of(
                        ServiceTier.PRIORITY, TierPrice.Times.ONE,
                        ServiceTier.FLEX, TierPrice.Times.ONE,
                        ServiceTier.BATCH, TierPrice.Times.ONE));
        return new PriceBook(Map.of("m", List.of(new PriceVersion("m@1", Instant.EPOCH, "", price))));
    }

    private static LedgerEntry inside(String id, String project, int minute, Usage usage) {
        return entry(id, project, minute, ServiceTier.RESERVED, usage, new LedgerEntry.Cost.Priced(0, "reservation"));
    }

    private static LedgerEntry spilled(String id, String project, int minute, Usage usage, long nanos) {
        return entry(id, project, minute, ServiceTier.STANDARD, usage, new LedgerEntry.Cost.Priced(nanos, "m@1"));
    }

    private static LedgerEntry entry(
            String id, String project, int minute, ServiceTier served, Usage usage, LedgerEntry.Cost cost) {
        return new LedgerEntry(
                id,
                at(minute).plusMillis(1),
                new LedgerEntry.Caller(project, "key", ""),
                "m",
                "d",
                ServiceTier.RESERVED,
                served,
                served == ServiceTier.RESERVED ? "requested" : "reservation_exhausted",
                "completed",
                usage,
                LedgerEntry.Hold.NONE,
                LedgerEntry.Timing.NONE,
                cost,
                "peak",
                "hash");
    }

    private static LedgerEntry of(String reservation, LedgerEntry entry) {
        return new LedgerEntry(
                entry.requestId(),
                entry.endedAt(),
                entry.caller(),
                entry.model(),
                entry.deployment(),
                entry.requestedTier(),
                entry.servedTier(),
                entry.reason(),
                entry.outcome(),
                entry.usage(),
                entry.hold(),
                entry.timing(),
                entry.cost(),
                reservation,
                entry.configHash());
    }
}
