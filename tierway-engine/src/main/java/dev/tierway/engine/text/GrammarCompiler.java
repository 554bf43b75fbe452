package dev.tierway.engine.text;

/** Compiles grammars for one vocabulary. Thread-safe. */
@FunctionalInterface
public interface GrammarCompiler {
    /**
     * A matcher at the start of {@code gbnf}, whose first rule is {@code root}. The caller closes it.
     *
     * @throws IllegalArgumentException when the grammar is not valid
     */
    GrammarMatcher compile(String gbnf);
}
