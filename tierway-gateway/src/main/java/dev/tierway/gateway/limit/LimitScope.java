package dev.tierway.gateway.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose requests a limit counts: those that match every part that is given; all of the organisation's when none is.
 *
 * @param key key id
 * @param model model alias
 * @param escalated only those that run in a better tier than their own
 */
public record LimitScope(
        Optional<String> project,
        Optional<String> key,
        Optional<String> useCase,
        Optional<String> model,
        boolean escalated) {
    public static final LimitScope ORGANISATION =
            new LimitScope(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Those of every tier. */
    public LimitScope(
            Optional<String> project, Optional<String> key, Optional<String> useCase, Optional<String> model) {
        this(project, key, useCase, model, false);
    }

    public static LimitScope ofModel(String model) {
        return ORGANISATION.withModel(model);
    }

    public static LimitScope ofProject(String project) {
        return new LimitScope(Optional.of(project), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public LimitScope withKey(String id) {
        return new LimitScope(project, Optional.of(id), useCase, model, escalated);
    }

    public LimitScope withUseCase(String name) {
        return new LimitScope(project, key, Optional.of(name), model, escalated);
    }

    public LimitScope withModel(String alias) {
        return new LimitScope(project, key, useCase, Optional.of(alias), escalated);
    }

    public LimitScope onlyEscalated() {
        return new LimitScope(project, key, useCase, model, true);
    }

    public boolean covers(Caller caller) {
        return allows(project, caller.project())
                && allows(key, caller.key())
                && allows(useCase, caller.useCase())
                && allows(model, caller.model())
                && (!escalated || caller.escalated());
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
        if (escalated) {
            parts.add("escalated");
        }
        String who = String.join(", ", parts);
        return model.map(alias -> who.isEmpty() ? "model '" + alias + "'" : who + " on model '" + alias + "'")
                .orElse(who.isEmpty() ? "the organisation" : who);
    }
}
