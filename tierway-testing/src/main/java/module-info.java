/** Fakes and fixtures for tests. */
@org.jspecify.annotations.NullMarked
module dev.tierway.testing {
    requires transitive dev.tierway.core;
    requires static transitive org.jspecify;

    exports dev.tierway.testing;
    exports dev.tierway.testing.gguf;
    exports dev.tierway.testing.upstream;
}
