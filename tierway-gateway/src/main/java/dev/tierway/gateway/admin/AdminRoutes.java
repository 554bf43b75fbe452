package dev.tierway.gateway.admin;

import dev.tierway.core.config.NearestName;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.HttpHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Every route under {@link #PREFIX}, in one table. Thread-safe. */
public final class AdminRoutes implements HttpHandler {
    public static final String PREFIX = "/v1/organization/";

    private static final List<Route> TABLE = List.of(
            get("usage/completions", (it, exchange, names) -> it.usage().usage(exchange)),
            get("costs", (it, exchange, names) -> it.usage().costs(exchange)),
            get("latency", (it, exchange, names) -> it.latency().latency(exchange)),
            get("projects", (it, exchange, names) -> it.projects().list(exchange)),
            get(
                    "projects/{project}/api_keys",
                    (it, exchange, names) -> it.keys().list(exchange, names.getFirst())),
            post(
                    "projects/{project}/api_keys",
                    (it, exchange, names) -> it.keys().create(exchange, names.getFirst())),
            get(
                    "projects/{project}/api_keys/{key_id}",
                    (it, exchange, names) -> it.keys().one(exchange, names.getFirst(), names.getLast())),
            delete(
                    "projects/{project}/api_keys/{key_id}",
                    (it, exchange, names) -> it.keys().revoke(exchange, names.getFirst(), names.getLast())),
            get("reservations", (it, exchange, names) -> it.reservations().list(exchange)),
            post("reservations", (it, exchange, names) -> it.reservations().create(exchange)),
            get(
                    "reservations/{name}",
                    (it, exchange, names) -> it.reservations().one(exchange, names.getFirst())),
            post(
                    "reservations/{name}",
                    (it, exchange, names) -> it.reservations().change(exchange, names.getFirst())),
            delete(
                    "reservations/{name}",
                    (it, exchange, names) -> it.reservations().cancel(exchange, names.getFirst())),
            get(
                    "reservations/{name}/figures",
                    (it, exchange, names) -> it.figures().figures(exchange, names.getFirst())),
            get("budgets", (it, exchange, names) -> it.budgets().list(exchange)),
            get("use_cases", (it, exchange, names) -> it.useCases().list(exchange)),
            get("webhook_events", (it, exchange, names) -> it.webhookEvents().list(exchange)),
            get(
                    "webhook_events/{event_id}",
                    (it, exchange, names) -> it.webhookEvents().one(exchange, names.getFirst())),
            post(
                    "webhook_events/{event_id}/replay",
                    (it, exchange, names) -> it.webhookEvents().replay(exchange, names.getFirst())),
            get("deferrable", (it, exchange, names) -> it.deferrable().report(exchange)),
            get("audit_logs", (it, exchange, names) -> it.audit().list(exchange)),
            get("openapi.yaml", (it, exchange, names) -> it.openApi().get(exchange)));

    /** Who answers. */
    public record Parts(
            UsageRoutes usage,
            LatencyRoutes latency,
            ProjectRoutes projects,
            ApiKeyRoutes keys,
            ReservationRoutes reservations,
            ReservationFigureRoutes figures,
            BudgetRoutes budgets,
            UseCaseRoutes useCases,
            WebhookEventRoutes webhookEvents,
            DeferrableRoutes deferrable,
            AuditRoutes audit,
            OpenApiRoute openApi) {}

    @FunctionalInterface
    private interface Answer {
        /** @param names what stands at the places in braces, in their order */
        void to(Parts parts, Exchange exchange, List<String> names);
    }

    private record Route(String method, String path, List<String> steps, Answer answer) {
        /** Whether {@code asked} is a path of this route; {@code names} gets what stands at the places in braces. */
        boolean matches(List<String> asked, List<String> names) {
            if (asked.size() != steps.size()) {
                return false;
            }
            for (int i = 0; i < asked.size(); i++) {
                if (steps.get(i).startsWith("{")) {
                    names.add(asked.get(i));
                } else if (!steps.get(i).equals(asked.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    private final Parts parts;

    public AdminRoutes(Parts parts) {
        this.parts = parts;
    }

    /** All routes, as {@code METHOD /path}. */
    public static List<String> routes() {
        return TABLE.stream()
                .map(route -> route.method() + " " + PREFIX + route.path())
                .toList();
    }

    /** Answers a request whose path begins with {@link #PREFIX}. */
    @Override
    public void handle(Exchange exchange) {
        List<String> asked = steps(exchange.path().substring(PREFIX.length()));
        List<String> methods = new ArrayList<>();
        for (Route route : TABLE) {
            List<String> names = new ArrayList<>();
            if (route.matches(asked, names)) {
                if (route.method().equals(exchange.method())) {
                    route.answer().to(parts, exchange, names);
                    return;
                }
                methods.add(route.method());
            }
        }
        throw methods.isEmpty() ? unknown(exchange) : wrongMethod(exchange, methods);
    }

    private static FailureException unknown(Exchange exchange) {
        List<String> paths =
                TABLE.stream().map(route -> PREFIX + route.path()).distinct().toList();
        return Failure.of(
                        FailureKind.NOT_FOUND,
                        "unknown_route",
                        "there is no " + exchange.path() + " here; " + NearestName.hint(exchange.path(), paths))
                .toException();
    }

    private static FailureException wrongMethod(Exchange exchange, List<String> methods) {
        return Failure.of(
                        FailureKind.METHOD_NOT_ALLOWED,
                        "method_not_allowed",
                        exchange.path() + " takes " + methods.stream().collect(Collectors.joining(" or ")) + ", not "
                                + exchange.method())
                .toException();
    }

    private static Route get(String path, Answer answer) {
        return new Route("GET", path, steps(path), answer);
    }

    private static Route post(String path, Answer answer) {
        return new Route("POST", path, steps(path), answer);
    }

    private static Route delete(String path, Answer answer) {
        return new Route("DELETE", path, steps(path), answer);
    }

    /** What stands between the slashes. */
    private static List<String> steps(String path) {
        List<String> steps = new ArrayList<>();
        int from = 0;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', from)) {
            steps.add(path.substring(from, slash));
            from = slash + 1;
        }
        steps.add(path.substring(from));
        return steps;
    }
}
