/** Outbound side of Tierway: one package per kind of backend behind {@link dev.tierway.providers.spi.Provider}. */
@org.jspecify.annotations.NullMarked
module dev.tierway.providers {
    requires transitive dev.tierway.core;
    requires transitive dev.tierway.engine;
    requires static transitive org.jspecify;
    requires tools.jackson.databind;

    exports dev.tierway.providers.embedded;
    exports dev.tierway.providers.fake;
    exports dev.tierway.providers.openai;
    exports dev.tierway.providers.spi;
    exports dev.tierway.providers.transport;
}
