package dev.tierway.app.wiring;

import dev.tierway.app.cli.ModelShelf;
import dev.tierway.app.cli.Progress;
import dev.tierway.app.cli.UsageException;
import dev.tierway.core.config.NearestName;
import dev.tierway.engine.catalogue.ModelCatalogue;
import dev.tierway.engine.catalogue.ModelEntry;
import dev.tierway.engine.catalogue.ModelStore;
import java.nio.file.Path;
import java.util.List;

/** The built-in catalogue as the command line shows it. */
final class CatalogueShelf implements ModelShelf {
    private final ModelCatalogue catalogue;
    private final ModelStore store;

    CatalogueShelf(ModelCatalogue catalogue, ModelStore store) {
        this.catalogue = catalogue;
        this.store = store;
    }

    @Override
    public List<Model> models() {
        return catalogue.entries().stream()
                .map(entry -> new Model(entry.name(), entry.licence(), entry.bytes(), store.holds(entry)))
                .toList();
    }

    @Override
    public Path fetch(String name, Progress progress) {
        if (catalogue.find(name).isEmpty()) {
            List<String> names =
                    catalogue.entries().stream().map(ModelEntry::name).toList();
            throw new UsageException("unknown model '" + name + "'; " + NearestName.hint(name, names));
        }
        return store.locate(name, Transfers.to(progress));
    }
}
