package dev.tierway.gateway.admin;

import dev.tierway.core.config.ConfigException;
import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.config.ConfigProblem;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.gateway.http.Exchange;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What an administrator sent: one small JSON object, read as strictly as the configuration. */
final class RequestObject {
    private static final int LONGEST = 64 << 10;

    private final ConfigNode.Mapping members;

    private RequestObject(ConfigNode.Mapping members) {
        this.members = members;
    }

    /** Throws a 413 when the body is too long, and a 400 with the position when it is not one JSON object. */
    static RequestObject of(Exchange exchange) {
        byte[] body = exchange.body();
        if (body.length > LONGEST) {
            throw Failure.of(
                            FailureKind.TOO_LARGE,
                            "body_too_large",
                            "the body has " + body.length + " bytes; this path takes at most " + LONGEST)
                    .toException();
        }
        return new RequestObject(JsonTree.parse("body", body));
    }

    /** The members called one of {@code names}. */
    RequestObject only(Set<String> names) {
        return filtered(names, true);
    }

    /** The others. */
    RequestObject without(Set<String> names) {
        return filtered(names, false);
    }

    ConfigNode.Mapping members() {
        return members;
    }

    /** Throws a 400 with everything that is wrong, each with its position. */
    <T> T bind(Function<ConfigReader, T> binding) {
        return orRefused(() -> ConfigReader.bind(members, binding, bound -> List.of()));
    }

    /** What {@code reading} makes; a {@link ConfigException} of it becomes a 400 with everything that is wrong. */
    static <T> T orRefused(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (ConfigException wrong) {
            throw refused(wrong);
        }
    }

    private static FailureException refused(ConfigException wrong) {
        String problems = wrong.problems().stream().map(ConfigProblem::toString).collect(Collectors.joining("; "));
        return Failure.of(FailureKind.INVALID_REQUEST, "invalid_body", problems).toException();
    }

    private RequestObject filtered(Set<String> names, boolean kept) {
        return new RequestObject(new ConfigNode.Mapping(
                members.at(),
                members.entries().stream()
                        .filter(entry -> names.contains(entry.key()) == kept)
                        .toList()));
    }
}
