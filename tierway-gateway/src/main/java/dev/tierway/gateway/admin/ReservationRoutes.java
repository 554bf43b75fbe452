package dev.tierway.gateway.admin;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.JsonReply;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** {@code /v1/organization/reservations}. Thread-safe. */
public final class ReservationRoutes {
    private static final int LONGEST_NAME = 64;
    private static final Set<String> NAME_MEMBER = Set.of("name");
    private static final Set<String> VERSION_MEMBER = Set.of("version");

    private static final ConfigFormat<String> NAME = ConfigFormats.TEXT.where(
            "1 to " + LONGEST_NAME + " letters, digits, dots, dashes and underscores, like tax-season",
            ReservationRoutes::isName);

    private static final ConfigFormat<Long> VERSION =
            ConfigFormats.COUNT.where("a version that a reply has told, like 1", version -> version > 0);

    private final AdminKeys admins;
    private final Reservations reservations;

    public ReservationRoutes(AdminKeys admins, Reservations reservations) {
        this.admins = admins;
        this.reservations = reservations;
    }

    void list(Exchange exchange) {
        admins.require(exchange.header("authorization"));
        ListReply.whole(reservations.list(), ReservationView::name, (json, it) -> it.write(json))
                .send(exchange);
    }

    void one(Exchange exchange, String name) {
        admins.require(exchange.header("authorization"));
        answer(exchange, reservations.one(name));
    }

    void create(Exchange exchange) {
        String actor = admins.require(exchange.header("authorization"));
        RequestObject body = RequestObject.of(exchange);
        String name = body.only(NAME_MEMBER).bind(reader -> reader.required("name", NAME));
        answer(exchange, reservations.create(name, body.without(NAME_MEMBER).members(), actor));
    }

    void change(Exchange exchange, String name) {
        String actor = admins.require(exchange.header("authorization"));
        RequestObject body = RequestObject.of(exchange);
        Optional<Long> version = body.only(VERSION_MEMBER).bind(reader -> reader.optional("version", VERSION));
        answer(
                exchange,
                reservations.change(
                        name,
                        body.without(VERSION_MEMBER).members(),
                        version.map(OptionalLong::of).orElse(OptionalLong.empty()),
                        actor));
    }

    void cancel(Exchange exchange, String name) {
        String actor = admins.require(exchange.header("authorization"));
        OptionalLong version =
                QueryParameters.parse(exchange.query(), VERSION_MEMBER).number("version", 1, Long.MAX_VALUE);
        reservations.cancel(name, version, actor);
        JsonReply.send(exchange, json -> {
            json.writeStartObject();
            json.writeStringProperty("object", "organization.reservation.deleted");
            json.writeStringProperty("name", name);
            json.writeBooleanProperty("deleted", true);
            json.writeEndObject();
        });
    }

    private static void answer(Exchange exchange, ReservationView view) {
        JsonReply.send(exchange, view::write);
    }

    private static boolean isName(String text) {
        return text.length() <= LONGEST_NAME
                && text.chars().allMatch(it -> it < 0x80 && (Character.isLetterOrDigit(it) || "._-".indexOf(it) >= 0));
    }
}
