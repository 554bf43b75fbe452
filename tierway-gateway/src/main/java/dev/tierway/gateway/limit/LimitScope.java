package dev.tierway.gateway.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose requests a limit counts: those that match every part that is given; all of the organisation's when none is.
 *
 * @param key key id
 * @param model model alias
 */
public record LimitScope(
        Optional<String> project, Optional<String> key, Optional<String> useCase, Optional<String> model) {
    public static final LimitScope ORGANISATION =
            new LimitScope(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public static LimitScope ofModel(String model) {
        return ORGANISATION.withModel(model);
    }

    public static LimitScope ofProject(String project) {
        return new LimitScope(Optional.of(project), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public LimitScope withKey(String id) {
        return new LimitScope(project, Optional.of(id), useCase, model);
    }

    public LimitScope withUseCase(String name) {
        return new LimitScope(project, key, Optional.of(name), model);
    }

    public LimitScope withModel(String alias) {
        return new LimitScope(project, key, useCase, Optional.of(alias));
    }

    public boolean covers(Caller caller) {
        return allows(project, caller.project())
                && allows(key, caller.key())
                && allows(useCase, caller.useCase())
                && allows(model, caller.model());
    }

    private static boolean allows(Optional<String> wanted, String actual) {
        return wanted.isEmpty() || wanted.get().equals(actual);
    }

    /** Whose, in words: {@code project 'shop' on model 'assistant'}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>(3);
        project.ifPresent(name -> parts.add("project '" + name + "'"));
        key.ifPresent(id -> parts.add("key " + id));
        useCase.ifPresent(name -> parts.add("use case '" + name + "'"));
        String who = String.join(", ", parts);
        return model.map(alias -> who.isEmpty() ? "model '" + alias + "'" : who + " on model '" + alias + "'")
                .orElse(who.isEmpty() ? "the organisation" : who);
    }
}
