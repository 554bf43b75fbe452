package dev.tierway.app.wiring;

import dev.tierway.app.cli.GatewayLauncher;
import dev.tierway.app.cli.Progress;
import dev.tierway.app.cli.RunningGateway;
import dev.tierway.app.config.DeploymentConfig;
import dev.tierway.app.config.ModelConfig;
import dev.tierway.app.config.ProjectConfig;
import dev.tierway.app.config.ServerConfig;
import dev.tierway.app.config.TierwayConfig;
import dev.tierway.core.time.IdSource;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.admin.AdminKeys;
import dev.tierway.gateway.admin.UsageRoutes;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.http.HttpServer;
import dev.tierway.gateway.http.HttpServerConfig;
import dev.tierway.gateway.metering.GatewayMetrics;
import dev.tierway.gateway.pipeline.Accounting;
import dev.tierway.gateway.pipeline.AdmissionGate;
import dev.tierway.gateway.pipeline.InferencePipeline;
import dev.tierway.gateway.pipeline.ModelAliases;
import dev.tierway.gateway.pipeline.Pool;
import dev.tierway.gateway.reservation.ReservablePool;
import dev.tierway.gateway.reservation.ReservationBook;
import dev.tierway.gateway.routes.GatewayRoutes;
import dev.tierway.gateway.routes.HealthRoutes;
import dev.tierway.gateway.routes.MetricsRoute;
import dev.tierway.gateway.routes.ModelsRoute;
import dev.tierway.providers.spi.Provider;
import dev.tierway.providers.transport.Reaper;
import dev.tierway.scheduler.engine.DeploymentSpec;
import dev.tierway.scheduler.engine.SchedulerEngine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/** Builds a gateway from its configuration: constructor calls in the order of the request path. */
final class GatewayAssembly implements GatewayLauncher {
    private final EmbeddedDeployments embedded;
    private final IdSource ids;
    private final SplittableRandom random;

    GatewayAssembly(EmbeddedDeployments embedded, IdSource ids, SplittableRandom random) {
        this.embedded = embedded;
        this.ids = ids;
        this.random = random;
    }

    @Override
    public RunningGateway start(TierwayConfig config, Progress progress) {
        Logs.at(config.logging().level());
        Reaper reaper = Reaper.start(Ticker.system());
        List<Pool> pools = new ArrayList<>();
        try {
            Map<String, Pool> byAlias = pools(config, reaper, progress, pools);
            return listen(config, byAlias, pools, reaper);
        } catch (RuntimeException | Error failed) {
            pools.forEach(Pool::close);
            reaper.close();
            throw failed;
        }
    }

    /** One pool for each distinct set of deployments; {@code started} gets each as it comes up. */
    private Map<String, Pool> pools(TierwayConfig config, Reaper reaper, Progress progress, List<Pool> started) {
        Map<List<String>, List<ModelConfig>> byDeployments = new LinkedHashMap<>();
        for (ModelConfig model : config.models().values()) {
            byDeployments
                    .computeIfAbsent(List.copyOf(new TreeSet<>(model.deployments())), key -> new ArrayList<>())
                    .add(model);
        }
        RemoteDeployments remote = new RemoteDeployments(reaper, config.secret());
        Map<String, Pool> byAlias = new TreeMap<>();
        byDeployments.forEach((deployments, models) -> {
            Map<String, Provider> providers = new TreeMap<>();
            for (String name : deployments) {
                providers.put(name, provider(config, name, remote, progress));
            }
            Pool pool = pool(config, models, providers);
            started.add(pool);
            models.forEach(model -> byAlias.put(model.name(), pool));
        });
        return byAlias;
    }

    private Provider provider(TierwayConfig config, String name, RemoteDeployments remote, Progress progress) {
        return switch (config.deployments().get(name)) {
            case DeploymentConfig.Embedded local -> embedded.start(local, config.scheduling(), progress);
            case DeploymentConfig.OpenAiCompatible server -> remote.connect(server);
            case null -> throw new IllegalStateException("deployment " + name + " passed the checks but is not there");
        };
    }

    private Pool pool(TierwayConfig config, List<ModelConfig> models, Map<String, Provider> providers) {
        String name = models.getFirst().name();
        Map<String, Integer> regionRanks = regionRanks(config, providers);
        List<DeploymentSpec> specs = new ArrayList<>();
        providers.forEach((deployment, provider) ->
                specs.add(Pool.spec(deployment, provider.capacity(), regionRanks.getOrDefault(deployment, 0))));
        Map<String, Double> weights = new HashMap<>();
        config.projects().forEach((project, settings) -> weights.put(project, settings.weight()));
        SchedulerEngine engine = new SchedulerEngine(
                PoolPolicies.of(config.scheduling(), models), specs, List.of(), weights, random.split());
        return new Pool(name, new AdmissionGate(name, engine, Ticker.system()), providers, regionRanks);
    }

    /** The nearest region is that of the deployment listed first. */
    private static Map<String, Integer> regionRanks(TierwayConfig config, Map<String, Provider> providers) {
        Map<String, Integer> rankOfRegion = new LinkedHashMap<>();
        Map<String, Integer> ranks = new HashMap<>();
        config.deployments().forEach((name, deployment) -> {
            if (providers.containsKey(name)) {
                ranks.put(name, rankOfRegion.computeIfAbsent(deployment.region(), region -> rankOfRegion.size()));
            }
        });
        return ranks;
    }

    /** The configured reservations, opened and closed by the calendar from here on. */
    private static ReservationBook reservations(TierwayConfig config, Map<String, Pool> byAlias, WallClock wall) {
        Map<String, ReservablePool> pools = new HashMap<>();
        byAlias.forEach((alias, pool) -> pools.put(
                alias, new ReservablePool(pool.gate(), config.model(alias).capacity())));
        ReservationBook book = new ReservationBook(pools, wall, Ticker.system());
        config.reservations().values().forEach(book::put);
        book.start();
        return book;
    }

    private RunningGateway listen(TierwayConfig config, Map<String, Pool> byAlias, List<Pool> pools, Reaper reaper) {
        Authenticator authenticator = authenticator(config);
        ModelAliases models = new ModelAliases(byAlias);
        GatewayMetrics metrics = new GatewayMetrics(pools, Ticker.system());
        WallClock wall = WallClock.system();
        LedgerParts ledger = LedgerParts.open(config);
        LimitParts limits = LimitParts.of(config, ledger.past(), reaper, wall);
        ReservationBook reservations = reservations(config, byAlias, wall);
        AtomicReference<String> stopping = new AtomicReference<>("");
        InferencePipeline pipeline = new InferencePipeline(new InferencePipeline.Parts(
                authenticator,
                models,
                PoolPolicies.requestLimits(config.scheduling()),
                new Accounting(config.pricing(), limits.gate(), wall, ledger.writer()::accepting),
                metrics.and(limits.throttleWatch(wall)).and(ledger.metering(wall)),
                Ticker.system(),
                ids));
        GatewayRoutes routes = new GatewayRoutes(
                pipeline,
                new ModelsRoute(authenticator, models, wall.now()),
                new HealthRoutes(() -> Readiness.obstacle(stopping.get(), pools)),
                new MetricsRoute(metrics::scrape),
                new UsageRoutes(
                        new AdminKeys(Set.copyOf(config.admin().keys())),
                        query -> ledger.store().usage(query),
                        wall));
        pools.forEach(Pool::observe);
        HttpServer server = HttpServer.start(http(config.server()), routes);
        return new AssembledGateway(server, config.server().drainTimeout(), stopping, () -> {
            reservations.close();
            pools.forEach(Pool::close);
            limits.close();
            ledger.close();
            metrics.close();
            reaper.close();
        });
    }

    private static Authenticator authenticator(TierwayConfig config) {
        Map<KeyDigest, Project> byDigest = new HashMap<>();
        for (ProjectConfig settings : config.projects().values()) {
            Project project =
                    new Project(settings.name(), settings.weight(), settings.allowedTiers(), settings.defaultTier());
            for (KeyDigest key : settings.keys()) {
                byDigest.put(key, project);
            }
        }
        return new Authenticator(byDigest);
    }

    private static HttpServerConfig http(ServerConfig config) {
        HttpServerConfig defaults = HttpServerConfig.defaults();
        return new HttpServerConfig(
                config.host(),
                config.port(),
                config.maxHead(),
                config.maxBody(),
                config.headTimeout(),
                config.bodyTimeout(),
                config.idleTimeout(),
                config.writeTimeout(),
                config.maxConnections(),
                defaults.tls());
    }
}
