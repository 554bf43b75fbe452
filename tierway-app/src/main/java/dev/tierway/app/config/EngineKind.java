package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The server software behind an {@code openai-compatible} deployment. */
public enum EngineKind {
    VLLM("vllm"),
    SGLANG("sglang"),
    LLAMA_CPP("llama.cpp"),
    OLLAMA("ollama"),
    /** Anything else that speaks OpenAI's API: nothing is assumed beyond it. */
    OTHER("other");

    static final ConfigFormat<EngineKind> FORMAT = ConfigFormats.oneOf(
            Arrays.stream(values()).collect(Collectors.toMap(EngineKind::wireName, engine -> engine)));

    private final String wireName;

    EngineKind(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
