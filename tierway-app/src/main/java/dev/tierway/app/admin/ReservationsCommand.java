package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.TextColumns;
import dev.tierway.app.cli.UsageException;
import dev.tierway.core.time.WallClock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tierway reservations}. */
@Command(name = "reservations", description = "Bought capacity: what there is, and what became of it.")
final class ReservationsCommand {
    private ReservationsCommand() {}

    /** The command with its commands. */
    static CommandLine line(Terminal terminal, WallClock clock) {
        return new CommandLine(new ReservationsCommand())
                .addSubcommand(new ListReservations(terminal))
                .addSubcommand(new Show(terminal))
                .addSubcommand(new Create(terminal))
                .addSubcommand(new Resize(terminal))
                .addSubcommand(new Cancel(terminal))
                .addSubcommand(new ReservationFigures(terminal, clock));
    }

    private static String path(String name) {
        return "reservations/" + AdminClient.encoded(name);
    }

    @Command(name = "list", description = "List those in force, and those that cannot be.")
    static final class ListReservations implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private GatewayOptions gateway = new GatewayOptions();

        ListReservations(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            return new ListRequest(gateway, terminal)
                    .show(
                            "reservations",
                            Table.of(
                                    List.of("reservation", "model", "projects", "spill", "source", "now"),
                                    List.of("input TPM", "output TPM")),
                            ListReservations::row);
        }

        private static List<String> row(JsonNode reservation) {
            return List.of(
                    Shown.text(reservation, "name"),
                    Shown.text(reservation, "model"),
                    Shown.texts(reservation.path("projects")),
                    Shown.text(reservation, "spill"),
                    Shown.text(reservation, "source"),
                    now(reservation),
                    reservation.path("input_tpm").asString(Shown.NOTHING),
                    reservation.path("output_tpm").asString(Shown.NOTHING));
        }

        private static String now(JsonNode reservation) {
            if (reservation.path("active").asBoolean(false)) {
                return "active";
            }
            return reservation.path("problem").isString() ? "not in force" : "closed";
        }
    }

    /** A command about one reservation. */
    abstract static class OfOne implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private GatewayOptions gateway = new GatewayOptions();

        @Parameters(index = "0", paramLabel = "NAME", description = "The reservation.")
        private String name = "";

        OfOne(Terminal terminal) {
            this.terminal = terminal;
        }

        abstract AdminClient.Reply ask(AdminClient client, String name);

        @Override
        public Integer call() {
            AdminClient.Reply reply;
            try (AdminClient client = gateway.client(terminal)) {
                reply = ask(client, name);
            }
            terminal.out().print(gateway.json() ? reply.text() + "\n" : text(reply.json()));
            return 0;
        }

        /** One member on each line. */
        String text(JsonNode reservation) {
            StringBuilder text = new StringBuilder();
            for (var member : reservation.properties()) {
                if (!member.getKey().equals("object")) {
                    text.append(TextColumns.left(member.getKey(), 18))
                            .append(value(member.getKey(), member.getValue()))
                            .append('\n');
                }
            }
            return text.toString();
        }

        private static String value(String name, JsonNode value) {
            if (name.endsWith("_at")) {
                return Shown.minute(value);
            }
            return value.isArray()
                    ? Shown.texts(value)
                    : value.isNull() ? Shown.NOTHING : value.asString(value.toString());
        }
    }

    @Command(name = "show", description = "Show one with all its terms.")
    static final class Show extends OfOne {
        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        AdminClient.Reply ask(AdminClient client, String name) {
            return client.get(path(name));
        }
    }

    @Command(name = "create", description = "Make one. It is in force at once, within its term and windows.")
    static final class Create extends OfOne {
        @Mixin
        private TermsOptions terms = new TermsOptions();

        Create(Terminal terminal) {
            super(terminal);
        }

        @Override
        AdminClient.Reply ask(AdminClient client, String name) {
            ObjectNode wanted = terms.given();
            wanted.put("name", name);
            return client.post("reservations", wanted);
        }
    }

    @Command(name = "resize", description = "Change the terms that are given; the others stay.")
    static final class Resize extends OfOne {
        @Mixin
        private TermsOptions terms = new TermsOptions();

        Resize(Terminal terminal) {
            super(terminal);
        }

        @Override
        AdminClient.Reply ask(AdminClient client, String name) {
            ObjectNode changed = terms.given();
            if (changed.isEmpty()) {
                throw new UsageException("say what to change, like --input-tpm 400k");
            }
            return client.post(path(name), changed);
        }
    }

    @Command(name = "cancel", description = "End one. What it let in is served to its end.")
    static final class Cancel extends OfOne {
        Cancel(Terminal terminal) {
            super(terminal);
        }

        @Override
        AdminClient.Reply ask(AdminClient client, String name) {
            return client.delete(path(name));
        }

        @Override
        String text(JsonNode reply) {
            return "cancelled " + reply.path("name").asString() + "\n";
        }
    }
}
