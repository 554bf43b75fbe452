package dev.tierway.gateway.usecase;

import dev.tierway.core.config.NearestName;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.gateway.auth.Principal;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The use cases of all projects by name, and which of them a request is of. Thread-safe. */
public final class UseCases {
    /** The request header by which a project's key chooses a use case; replies carry it too. */
    public static final String HEADER = "x-tierway-use-case";

    public static final UseCases NONE = new UseCases(List.of());

    private final Map<String, UseCase> byName;

    public UseCases(Collection<UseCase> all) {
        Map<String, UseCase> named = new LinkedHashMap<>();
        all.forEach(each -> named.put(each.name(), each));
        byName = Collections.unmodifiableMap(named);
    }

    /** In the order of the configuration. */
    public Collection<UseCase> all() {
        return byName.values();
    }

    /** Those of {@code project}, in the order of the configuration. */
    public Set<String> names(String project) {
        return byName.values().stream()
                .filter(each -> each.project().equals(project))
                .map(UseCase::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * What a request is of: its key's own use case, else the one its header names, else the one that it names as its
     * model; null when none of these names one.
     *
     * @throws FailureException when the header names what is not there, or what the key may not use
     */
    public @Nullable UseCase chosen(Principal principal, @Nullable String header, String model) {
        if (principal.useCase().isPresent()) {
            return own(principal.useCase().get(), principal.project().name(), header);
        }
        UseCase named = byName.get(header == null ? model : header);
        if (named == null && header != null) {
            throw unknown(header, principal.project().name());
        }
        if (named != null && !named.project().equals(principal.project().name())) {
            throw notAllowed("use case '" + named.name() + "' is not one of project '"
                    + principal.project().name() + "', to which this API key belongs: "
                    + hint(named.name(), principal.project().name()));
        }
        return named;
    }

    private UseCase own(String name, String project, @Nullable String header) {
        UseCase own = byName.get(name);
        if (own == null || !own.project().equals(project)) {
            throw notAllowed("this API key is for use case '" + name + "' only, which project '" + project
                    + "' does not have any more: use another key, or have the use case configured again");
        }
        if (header != null && !header.equals(name)) {
            throw notAllowed("this API key is for use case '" + name + "' only: leave the header " + HEADER
                    + " out, or use another key");
        }
        return own;
    }

    private FailureException unknown(String name, String project) {
        return Failure.invalid(
                        HEADER,
                        "unknown_use_case",
                        "the header " + HEADER + " names use case '" + name + "', which is not configured: "
                                + hint(name, project))
                .toException();
    }

    private static FailureException notAllowed(String message) {
        return new Failure(FailureKind.FORBIDDEN, "use_case_not_allowed", message, HEADER, null).toException();
    }

    private String hint(String name, String project) {
        Set<String> own = names(project);
        return own.isEmpty() ? "the project has no use cases, so leave it out" : NearestName.hint(name, own);
    }
}
