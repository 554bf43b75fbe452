package dev.tierway.evals.grader;

import dev.tierway.evals.grader.Expression.Root;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Graders of what went on inside a target: the route it took and the tools it called. */
final class InsideGraders {
    private static final Expression CALLS = Expression.parse("$.tool_calls", Root.INSIDE);

    private InsideGraders() {}

    static Grader intent(GraderSpec.Intent spec) {
        Expression actual = Expression.parse(spec.actual(), Root.INSIDE);
        Expression expected = Expression.parse(spec.expected(), Root.ITEM);
        return new Inspection(spec, actual.looksInside(), scope -> {
            String wanted = expected.text(scope);
            String found = actual.text(scope);
            return Grade.of(wanted.equals(found), "wanted '" + wanted + "', went to '" + found + "'");
        });
    }

    static Grader toolCalls(GraderSpec.ToolCalls spec) {
        Expression expected = Expression.parse(spec.expected(), Root.ITEM);
        return new Inspection(spec, true, scope -> {
            List<ToolCall> wanted = ToolCall.list(expected.value(scope));
            JsonNode calls = CALLS.find(scope);
            if (calls.isMissingNode() && scope.evidence().sample().inside().isEmpty()) {
                throw new Unscorable("nothing is known about the tools that were called");
            }
            return grade(spec, wanted, calls.isMissingNode() ? List.of() : ToolCall.list(calls));
        });
    }

    private static Grade grade(GraderSpec.ToolCalls spec, List<ToolCall> wanted, List<ToolCall> made) {
        int pairs = spec.inOrder()
                ? Matching.longestInOrder(wanted, made, (want, call) -> call.meets(want, spec.arguments()))
                : Matching.largest(wanted, made, (want, call) -> call.meets(want, spec.arguments()));
        int calls = wanted.size() + made.size();
        double f1 = calls == 0 ? 1 : 2.0 * pairs / calls;
        boolean passed = switch (spec.match()) {
            case EXACT -> pairs == wanted.size() && pairs == made.size();
            case SUBSET -> pairs == made.size();
            case SUPERSET -> pairs == wanted.size();
            case F1 -> f1 >= spec.atLeast();
        };
        return Grade.scored(passed, f1, "wanted " + wanted + ", called " + made + ", " + pairs + " alike");
    }
}
