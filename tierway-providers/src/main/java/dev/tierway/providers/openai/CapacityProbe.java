package dev.tierway.providers.openai;

import dev.tierway.providers.spi.ProviderCapacity;
import dev.tierway.providers.spi.Slice;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Reads an engine's own account of its limits. What it does not tell stays as configured. */
final class CapacityProbe {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CapacityProbe() {}

    /** Pages to read, below the server's root. */
    static List<String> pages(EngineProfile.CapacitySource source) {
        return switch (source) {
            case NONE -> List.of();
            case MODELS -> List.of("/v1/models");
            case SERVER_INFO -> List.of("/v1/models", "/get_server_info");
            case PROPS -> List.of("/props");
        };
    }

    /** {@code known} with what {@code page} adds; unchanged when the page is not what was expected. */
    static ProviderCapacity refine(ProviderCapacity known, String path, Slice page, String model) {
        JsonNode root;
        try {
            root = JSON.readTree(page.array(), page.offset(), page.length());
        } catch (JacksonException notJson) {
            return known;
        }
        return switch (path) {
            case "/v1/models" -> withContext(known, contextOf(root.path("data"), model));
            case "/get_server_info" -> serverInfo(known, root);
            case "/props" ->
                withSlots(
                        withContext(
                                known,
                                root.path("default_generation_settings")
                                        .path("n_ctx")
                                        .asInt(0)),
                        root.path("total_slots").asInt(0));
            default -> known;
        };
    }

    private static int contextOf(JsonNode models, String model) {
        for (JsonNode entry : models) {
            if (entry.path("id").asString("").equals(model)) {
                return entry.path("max_model_len").asInt(0);
            }
        }
        return models.path(0).path("max_model_len").asInt(0);
    }

    private static ProviderCapacity serverInfo(ProviderCapacity known, JsonNode root) {
        ProviderCapacity slots =
                withSlots(known, root.path("max_running_requests").asInt(0));
        return withKvTokens(slots, root.path("max_total_num_tokens").asLong(0));
    }

    private static ProviderCapacity withContext(ProviderCapacity known, int tokens) {
        return tokens < 1
                ? known
                : new ProviderCapacity(
                        known.slots(),
                        known.kvTokens(),
                        tokens,
                        known.prefillTokensPerSecond(),
                        known.outputTokensPerSecond(),
                        known.yields());
    }

    /** Fewer slots than configured are believed; more are not, for the configured concurrency is a promise. */
    private static ProviderCapacity withSlots(ProviderCapacity known, int slots) {
        return slots < 1 || slots >= known.slots()
                ? known
                : new ProviderCapacity(
                        slots,
                        known.kvTokens(),
                        known.contextTokens(),
                        known.prefillTokensPerSecond(),
                        known.outputTokensPerSecond(),
                        known.yields());
    }

    static ProviderCapacity withKvTokens(ProviderCapacity known, long tokens) {
        return tokens < 1
                ? known
                : new ProviderCapacity(
                        known.slots(),
                        tokens,
                        known.contextTokens(),
                        known.prefillTokensPerSecond(),
                        known.outputTokensPerSecond(),
                        known.yields());
    }
}
