package dev.tierway.evals.importer;

/** Lets a Python grader of OpenAI's API, {@code def grade(sample, item)}, run as a command. */
final class PythonGlue {
    private PythonGlue() {}

    static String of(double passing) {
        return """
                if __name__ == "__main__":
                    import json
                    import sys

                    evidence = json.load(sys.stdin)
                    score = float(grade(evidence["sample"], evidence["case"]["item"]))
                    json.dump({"pass": score >= %s, "score": score, "reason": "score %%s" %% score}, sys.stdout)
                """.formatted(passing);
    }
}
