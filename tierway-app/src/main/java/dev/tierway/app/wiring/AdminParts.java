package dev.tierway.app.wiring;

import dev.tierway.app.config.ConfiguredLimits;
import dev.tierway.app.config.ReservationConfig;
import dev.tierway.app.config.TierwayConfig;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.admin.AdminKeys;
import dev.tierway.gateway.admin.AdminRoutes;
import dev.tierway.gateway.admin.ApiKeyRoutes;
import dev.tierway.gateway.admin.ApiKeys;
import dev.tierway.gateway.admin.AuditRoutes;
import dev.tierway.gateway.admin.BudgetRoutes;
import dev.tierway.gateway.admin.ChangeFollower;
import dev.tierway.gateway.admin.DeferrableRoutes;
import dev.tierway.gateway.admin.LatencyRoutes;
import dev.tierway.gateway.admin.OpenApiRoute;
import dev.tierway.gateway.admin.ProjectRoutes;
import dev.tierway.gateway.admin.ReservationFigureRoutes;
import dev.tierway.gateway.admin.ReservationHistories;
import dev.tierway.gateway.admin.ReservationRoutes;
import dev.tierway.gateway.admin.ReservationTerms;
import dev.tierway.gateway.admin.Reservations;
import dev.tierway.gateway.admin.UsageRoutes;
import dev.tierway.gateway.admin.UseCaseRoutes;
import dev.tierway.gateway.admin.WebhookEventRoutes;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.deferrable.DeferrableReport;
import dev.tierway.gateway.reservation.ReservationBook;
import dev.tierway.gateway.reservation.ReservationReport;
import dev.tierway.gateway.usecase.UseCases;
import dev.tierway.gateway.webhook.WebhookDispatcher;
import dev.tierway.storage.Database;
import dev.tierway.storage.ledger.LedgerStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What administrators can read and change.
 *
 * @param follower sees what other gateways change
 */
record AdminParts(AdminRoutes routes, ChangeFollower follower) implements AutoCloseable {

    /**
     * What the admin side is about.
     *
     * @param projects by name, in the order of the configuration
     */
    record Subjects(
            Map<String, Project> projects,
            UseCases useCases,
            Authenticator authenticator,
            LimitParts limits,
            ReservationBook reservations,
            WebhookDispatcher webhooks,
            Supplier<String> secrets) {}

    /** Puts in force what administrators made before this start, and follows what they make from now on. */
    static AdminParts open(TierwayConfig config, Database database, Subjects subjects, WallClock wall) {
        AdminKeys admins = new AdminKeys(Set.copyOf(config.admin().keys()));
        ApiKeys keys = new ApiKeys(new ApiKeys.Parts(
                database.keys(),
                subjects.authenticator(),
                subjects.projects(),
                subjects.useCases()::names,
                subjects.secrets(),
                wall));
        ReservationTerms terms = (name, written) -> ReservationConfig.read(config, name, written);
        Reservations reservations = new Reservations(new Reservations.Parts(
                database.reservations(), subjects.reservations(), config.reservations(), terms, wall));
        reservations.auditConfigured(database.audit());
        ChangeFollower follower =
                new ChangeFollower(database.audit()::count, List.of(keys::refresh, reservations::refresh));
        follower.look();
        follower.start();
        AdminRoutes routes = new AdminRoutes(new AdminRoutes.Parts(
                new UsageRoutes(admins, database.ledger()::usage, wall),
                new LatencyRoutes(admins, database.ledger()::latency, config.latencyTargets(), wall),
                new ProjectRoutes(admins, List.copyOf(subjects.projects().values()), ConfiguredLimits.budgets(config)),
                new ApiKeyRoutes(admins, keys, wall),
                new ReservationRoutes(admins, reservations),
                figures(admins, config, database, terms, wall),
                new BudgetRoutes(
                        admins, subjects.limits().gate(), subjects.limits().alerts()),
                new UseCaseRoutes(admins, subjects.useCases()),
                new WebhookEventRoutes(admins, database.events(), subjects.webhooks(), wall),
                new DeferrableRoutes(
                        admins,
                        new DeferrableReport(
                                database.ledger()::deferrable, config.pricing().book()),
                        wall),
                new AuditRoutes(admins, database.audit()),
                new OpenApiRoute(admins)));
        return new AdminParts(routes, follower);
    }

    private static ReservationFigureRoutes figures(
            AdminKeys admins, TierwayConfig config, Database database, ReservationTerms terms, WallClock wall) {
        PriceBook prices = config.pricing().book();
        LedgerStore ledger = database.ledger();
        ReservationHistories histories =
                new ReservationHistories(config.reservations(), database.reservations(), terms);
        return new ReservationFigureRoutes(
                admins, histories::of, new ReservationReport(ledger::draws, prices), prices, wall);
    }

    @Override
    public void close() {
        follower.close();
    }
}
