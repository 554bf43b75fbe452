package dev.tierway.engine.text;

/** Compiles grammars for one vocabulary. Thread-safe. */
@FunctionalInterface
public interface GrammarCompiler {
    /**
     * A matcher at the start of {@code gbnf}, whose first rule is {@code root}. The caller closes it.
     *
     * @throws dev.tierway.core.failure.FailureException when it is no valid grammar
     */
    GrammarMatcher compile(String gbnf);
}
