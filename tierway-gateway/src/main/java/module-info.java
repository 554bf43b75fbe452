/** Inbound side of Tierway: HTTP, authentication and the request pipeline. */
@org.jspecify.annotations.NullMarked
module dev.tierway.gateway {
    requires transitive dev.tierway.core;
    requires transitive dev.tierway.evals;
    requires transitive dev.tierway.providers;
    requires transitive dev.tierway.scheduler;
    requires transitive dev.tierway.storage;
    requires static com.google.errorprone.annotations;
    requires static transitive org.jspecify;
    requires io.netty.buffer;
    requires io.netty.codec.http;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport;
    requires io.opentelemetry.api;
    requires io.opentelemetry.context;
    requires io.opentelemetry.exporter.otlp;
    requires io.opentelemetry.sdk.common;
    requires io.opentelemetry.sdk.metrics;
    requires io.opentelemetry.sdk.trace;
    requires java.sql;
    requires jdk.management;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.jdbi.v3.core;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports dev.tierway.gateway.admin;
    exports dev.tierway.gateway.alert;
    exports dev.tierway.gateway.auth;
    exports dev.tierway.gateway.batch.api;
    exports dev.tierway.gateway.batch.input;
    exports dev.tierway.gateway.batch.micro;
    exports dev.tierway.gateway.batch.run;
    exports dev.tierway.gateway.budget;
    exports dev.tierway.gateway.completion;
    exports dev.tierway.gateway.deferrable;
    exports dev.tierway.gateway.evals;
    exports dev.tierway.gateway.feedback;
    exports dev.tierway.gateway.file;
    exports dev.tierway.gateway.http;
    exports dev.tierway.gateway.limit;
    exports dev.tierway.gateway.metering;
    exports dev.tierway.gateway.pipeline;
    exports dev.tierway.gateway.quota;
    exports dev.tierway.gateway.reservation;
    exports dev.tierway.gateway.routes;
    exports dev.tierway.gateway.telemetry;
    exports dev.tierway.gateway.usecase;
    exports dev.tierway.gateway.webhook;
}
