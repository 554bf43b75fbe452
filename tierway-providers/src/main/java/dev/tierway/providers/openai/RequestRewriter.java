package dev.tierway.providers.openai;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.JsonField;
import dev.tierway.providers.spi.ProviderCall;
import dev.tierway.providers.spi.Slice;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a caller's body fit a deployment: its model, its tier, its salt, usage in every stream, and none of the members
 * that are ours to set. Thread-safe.
 */
final class RequestRewriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Slice WITH_USAGE = Slice.utf8("{\"include_usage\":true}");

    private final EngineProfile profile;
    private final Slice model;
    private final Set<String> withheld;
    private final @Nullable PriorityHint priority;
    private final CacheSalt salt;

    RequestRewriter(OpenAiProviderConfig config) {
        this.profile = EngineProfiles.of(config.engine());
        this.model = Slice.of(JSON.writeValueAsBytes(config.model()));
        this.priority = config.nativePriority() ? profile.priority() : null;
        this.salt = new CacheSalt(config.saltSecret());
        Set<String> names = new HashSet<>(profile.withheld());
        names.add("service_tier");
        this.withheld = Set.copyOf(names);
    }

    /** The header that tells urgency, or null when this deployment has none. */
    @Nullable
    PriorityHint priorityHeader() {
        return priority != null && priority.place() == PriorityHint.Place.HEADER ? priority : null;
    }

    List<Slice> rewrite(ProviderCall call) {
        InferenceRequest request = call.request();
        BodyEdits edits = new BodyEdits(request);
        List<JsonField> fields = request.fields();
        for (int index = 0; index < fields.size(); index++) {
            if (withheld.contains(fields.get(index).name())) {
                edits.remove(index);
            }
        }
        edits.set("model", model);
        if (request.stream() && !request.includeUsage()) {
            edits.set("stream_options", optionsWithUsage(request));
        }
        if (priority != null && priority.place() == PriorityHint.Place.BODY) {
            edits.set(priority.name(), priority.json(call.servedTier()));
        }
        if (profile.cacheSalt() != null) {
            edits.set(profile.cacheSalt(), salt.json(call.isolationKey()));
        }
        if (profile.forwardsServiceTier()) {
            edits.set("service_tier", Slice.utf8('"' + soldTier(call.servedTier()) + '"'));
        }
        return edits.slices();
    }

    /** The tier of OpenAI's that gives what ours promises; its batch tier is a job API, so batch goes as flex. */
    private static String soldTier(ServiceTier tier) {
        return switch (tier) {
            case RESERVED, PRIORITY -> "priority";
            case STANDARD -> "default";
            case FLEX, BATCH -> "flex";
        };
    }

    private static Slice optionsWithUsage(InferenceRequest request) {
        JsonField field = request.field("stream_options").orElse(null);
        if (field == null) {
            return WITH_USAGE;
        }
        JsonNode options = JSON.readTree(request.body(), field.valueStart(), field.valueEnd() - field.valueStart());
        if (!(options instanceof ObjectNode object)) {
            return WITH_USAGE;
        }
        object.put("include_usage", true);
        return Slice.of(JSON.writeValueAsBytes(object));
    }
}
