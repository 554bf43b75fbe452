package dev.tierway.evals.suite;

/** What is written at the end of a run. */
public enum ReportFormat {
    HTML("html"),
    JUNIT("junit"),
    JSON("json"),
    MARKDOWN("md");

    private final String wireName;

    ReportFormat(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
