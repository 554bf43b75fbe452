package dev.tierway.engine.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The models that can be named instead of giving a path, as {@code models.json} lists them. Immutable. */
public final class ModelCatalogue {
    private final List<ModelEntry> entries;

    ModelCatalogue(List<ModelEntry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** The catalogue that comes with the engine. */
    public static ModelCatalogue builtIn() {
        List<ModelEntry> entries = new ArrayList<>();
        for (JsonNode node : CatalogueData.read("models.json")) {
            entries.add(new ModelEntry(
                    CatalogueData.text(node, "name"),
                    CatalogueData.text(node, "file"),
                    node.required("bytes").asLong(),
                    CatalogueData.text(node, "sha256"),
                    CatalogueData.text(node, "licence"),
                    hub(node.get("hub")),
                    wheels(node.required("wheels"))));
        }
        return new ModelCatalogue(entries);
    }

    private static ModelEntry.@Nullable Hub hub(@Nullable JsonNode node) {
        return node == null
                ? null
                : new ModelEntry.Hub(CatalogueData.text(node, "repository"), CatalogueData.text(node, "revision"));
    }

    private static List<ModelEntry.Wheel> wheels(JsonNode nodes) {
        List<ModelEntry.Wheel> wheels = new ArrayList<>();
        for (JsonNode node : nodes) {
            wheels.add(new ModelEntry.Wheel(
                    CatalogueData.text(node, "package"),
                    CatalogueData.text(node, "version"),
                    node.required("bytes").asLong(),
                    CatalogueData.text(node, "member")));
        }
        return wheels;
    }

    public List<ModelEntry> entries() {
        return entries;
    }

    public Optional<ModelEntry> find(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }
}
