package dev.tierway.providers.openai;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The servers that are known to speak OpenAI's protocol; {@link EngineProfiles} says what is particular about each. */
public enum Engine {
    VLLM("vllm"),
    SGLANG("sglang"),
    LLAMA_CPP("llama.cpp"),
    OLLAMA("ollama"),
    TENSORRT_LLM("tensorrt-llm"),
    DYNAMO("dynamo"),
    /** OpenAI itself, and services that sell OpenAI's tiers. */
    OPENAI("openai"),
    /** Any other server that speaks the protocol. */
    OTHER("other");

    private final String configName;

    Engine(String configName) {
        this.configName = configName;
    }

    /** The engine that {@code engine: name} means; empty when it is none of {@link #configNames}. */
    public static Optional<Engine> fromConfig(String name) {
        return Arrays.stream(values())
                .filter(engine -> engine.configName.equals(name))
                .findFirst();
    }

    /** Every accepted name, comma-separated, for error messages. */
    public static String configNames() {
        return Arrays.stream(values()).map(Engine::configName).collect(Collectors.joining(", "));
    }

    public String configName() {
        return configName;
    }

    /** Requests sent at once when the configuration does not say. */
    public int defaultConcurrency() {
        return EngineProfiles.of(this).defaultConcurrency();
    }

    /** Whether {@code priority: native} means anything to this engine. */
    public boolean supportsNativePriority() {
        return EngineProfiles.of(this).priority() != null;
    }
}
