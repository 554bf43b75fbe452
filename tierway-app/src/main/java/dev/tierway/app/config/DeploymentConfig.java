package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.providers.openai.Engine;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Something that requests can be sent to. */
public sealed interface DeploymentConfig {
    /** Unique in the configuration. */
    String name();

    String region();

    /** The model as the backend knows it. */
    String model();

    /**
     * A model that runs in the gateway's own process.
     *
     * @param model name in the model catalogue, or path of a GGUF file
     * @param slots requests that run at once
     * @param narrowBatch most requests in a step while reserved or priority work runs
     * @param context tokens of KV cache, shared by all slots
     * @param threads CPU threads of a step; empty to follow the number of cores
     * @param chatTemplate format to use instead of the one that the model's file asks for
     * @param llamaDir folder of a llama.cpp installation to use instead of the pinned natives
     */
    record Embedded(
            String name,
            String region,
            String model,
            int slots,
            int narrowBatch,
            int context,
            OptionalInt threads,
            Optional<String> chatTemplate,
            Optional<Path> llamaDir)
            implements DeploymentConfig {

        static final Embedded DEFAULTS =
                new Embedded("", "local", "", 8, 4, 16_384, OptionalInt.empty(), Optional.empty(), Optional.empty());

        public Embedded {
            if (narrowBatch > slots) {
                throw new IllegalArgumentException(
                        "'narrow_batch' (" + narrowBatch + ") must be at most 'slots' (" + slots + ")");
            }
        }

        Embedded withLlamaDir(Path folder) {
            return new Embedded(
                    name, region, model, slots, narrowBatch, context, threads, chatTemplate, Optional.of(folder));
        }

        static Embedded from(String name, ConfigReader reader) {
            int slots = reader.or("slots", ConfigFormats.integer(1, 128), DEFAULTS.slots);
            return new Embedded(
                    name,
                    reader.or("region", ConfigFormats.TEXT, DEFAULTS.region),
                    reader.required("model", ConfigFormats.TEXT),
                    slots,
                    reader.or("narrow_batch", ConfigFormats.integer(1, 128), Math.min(slots, DEFAULTS.narrowBatch)),
                    reader.or("context", ConfigFormats.integer(256, 8_000_000), DEFAULTS.context),
                    reader.optional("threads", ConfigFormats.integer(1, 1024))
                            .map(OptionalInt::of)
                            .orElse(OptionalInt.empty()),
                    reader.optional("chat_template", ConfigFormats.TEXT),
                    reader.optional("llama_dir", ConfigFormats.TEXT).map(Path::of));
        }
    }

    /**
     * A server that speaks OpenAI's API.
     *
     * @param baseUrl up to and including its {@code /v1}
     * @param concurrency requests it runs at once ({@code max_num_seqs}, slots); the queue beyond is the gateway's;
     *     default the engine's own
     * @param nativePriority whether the engine orders requests by a priority that the gateway sets
     */
    record OpenAiCompatible(
            String name,
            String region,
            Engine engine,
            URI baseUrl,
            String model,
            Optional<Secret> apiKey,
            int concurrency,
            boolean nativePriority,
            BackendTimeouts timeouts)
            implements DeploymentConfig {

        static final String REGION = "local";
        private static final ConfigFormat<Boolean> PRIORITY =
                ConfigFormats.oneOf(Map.of("native", true, "none", false));

        public OpenAiCompatible {
            if (nativePriority && !engine.supportsNativePriority()) {
                throw new IllegalArgumentException("'priority: native' needs an engine that orders by priority (vllm,"
                        + " sglang or dynamo), not " + engine.configName() + "; write 'priority: none'");
            }
        }

        static OpenAiCompatible from(String name, ConfigReader reader, SecretResolver secrets) {
            Engine engine = reader.or("engine", Formats.ENGINE, Engine.OTHER);
            return new OpenAiCompatible(
                    name,
                    reader.or("region", ConfigFormats.TEXT, REGION),
                    engine,
                    reader.required("base_url", Formats.BASE_URL),
                    reader.required("model", ConfigFormats.TEXT),
                    secrets.optional(reader, "api_key"),
                    reader.or("concurrency", ConfigFormats.integer(1, 100_000), engine.defaultConcurrency()),
                    reader.or("priority", PRIORITY, false),
                    reader.section("timeouts", BackendTimeouts::from, BackendTimeouts.DEFAULTS));
        }
    }

    /**
     * How long each phase of a call may take.
     *
     * @param connect until the connection stands
     * @param firstByte from the sent request to the first byte of the reply
     * @param idle between two bytes of the reply
     */
    record BackendTimeouts(Duration connect, Duration firstByte, Duration idle) {
        public static final BackendTimeouts DEFAULTS =
                new BackendTimeouts(Duration.ofSeconds(2), Duration.ofMinutes(2), Duration.ofSeconds(60));

        static BackendTimeouts from(ConfigReader reader) {
            return new BackendTimeouts(
                    reader.or("connect", Formats.POSITIVE_DURATION, DEFAULTS.connect),
                    reader.or("first_byte", Formats.POSITIVE_DURATION, DEFAULTS.firstByte),
                    reader.or("idle", Formats.POSITIVE_DURATION, DEFAULTS.idle));
        }
    }

    static DeploymentConfig from(String name, ConfigReader reader, SecretResolver secrets) {
        return reader.chosen(
                "provider",
                Map.of(
                        "embedded", it -> Embedded.from(name, it),
                        "openai-compatible", it -> OpenAiCompatible.from(name, it, secrets)));
    }
}
