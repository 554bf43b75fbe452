package dev.tierway.providers.openai;

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

    /** The name in {@code engine: name}. */
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
