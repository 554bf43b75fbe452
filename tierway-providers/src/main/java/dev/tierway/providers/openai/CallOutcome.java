package dev.tierway.providers.openai;

/** Hears how a call went, for the health of its deployment. Outcomes that say nothing about health are not told. */
interface CallOutcome {
    void succeeded();

    void failed();
}
