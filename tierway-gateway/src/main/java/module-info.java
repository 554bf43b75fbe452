/** Inbound side of Tierway: HTTP, authentication and the request pipeline. */
@org.jspecify.annotations.NullMarked
module dev.tierway.gateway {
    requires transitive dev.tierway.core;
    requires transitive dev.tierway.providers;
    requires transitive dev.tierway.scheduler;
    requires static transitive org.jspecify;

    exports dev.tierway.gateway.http;
}
