package dev.tierway.app.cli;

import dev.tierway.core.config.ConfigProblem;
import java.io.StringWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What a check found, for programs: whether the configuration can be served, and each doubt with its place. */
final class CheckJson {
    private CheckJson() {}

    static String of(List<ConfigProblem> problems, List<ConfigProblem> warnings) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeBooleanProperty("valid", problems.isEmpty());
            list(json, "problems", problems);
            list(json, "warnings", warnings);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void list(JsonGenerator json, String name, List<ConfigProblem> problems) {
        json.writeArrayPropertyStart(name);
        for (ConfigProblem problem : problems) {
            json.writeStartObject();
            json.writeStringProperty("file", problem.at().source());
            json.writeNumberProperty("line", problem.at().line());
            json.writeNumberProperty("column", problem.at().column());
            json.writeStringProperty("message", problem.message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
