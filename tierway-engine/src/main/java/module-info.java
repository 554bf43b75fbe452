/** Embedded inference engine: llama.cpp's library driven by Tierway's own, tier-aware step loop. */
@org.jspecify.annotations.NullMarked
module dev.tierway.engine {
    requires transitive dev.tierway.core;
    requires java.management;
    requires jdk.management;
    requires static transitive org.jspecify;
    requires transitive tools.jackson.databind;

    exports dev.tierway.engine.catalogue;
    exports dev.tierway.engine.llama;
    exports dev.tierway.engine;
    exports dev.tierway.engine.fake;
    exports dev.tierway.engine.plan;
    exports dev.tierway.engine.step;
    exports dev.tierway.engine.text;
}
