package dev.tierway.app.wiring;

import dev.tierway.app.cli.Parts;
import dev.tierway.core.time.WallClock;
import dev.tierway.engine.catalogue.CacheFolder;
import dev.tierway.engine.catalogue.HubDownload;
import dev.tierway.engine.catalogue.ModelCatalogue;
import dev.tierway.engine.catalogue.ModelStore;
import dev.tierway.engine.catalogue.Natives;
import dev.tierway.gateway.auth.KeySecrets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Puts the program together: constructor calls and nothing else. */
public final class Wiring {
    private Wiring() {}

    /**
     * Everything the commands command.
     *
     * @param environment names folders and mirrors, see {@code docs/models.md}
     */
    public static Parts parts(Map<String, String> environment) {
        SecureRandom random = new SecureRandom();
        CacheFolder cache = CacheFolder.of(environment);
        Natives natives = new Natives(cache, environment);
        ModelCatalogue catalogue = ModelCatalogue.builtIn();
        ModelStore models = new ModelStore(cache, catalogue, HubDownload.of(environment));
        EmbeddedDeployments embedded = new EmbeddedDeployments(natives, models, random::nextLong);
        return new Parts(
                new GatewayAssembly(
                        embedded,
                        new RequestIds(WallClock.system(), random),
                        new SplittableRandom(random.nextLong()),
                        new KeySecrets(random)),
                new CatalogueShelf(catalogue, models),
                progress -> natives.findOrInstall(Optional.empty(), Transfers.to(progress))
                        .directory(),
                new StoryBook(),
                new SeparateGateway());
    }
}
