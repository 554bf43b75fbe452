package dev.tierway.evals.dataset;

import java.io.Reader;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Rows of a file that is one YAML list of mappings; see {@link PlainValue} for values without quotes. */
final class YamlRows extends AbstractRows {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ParserImpl events;

    YamlRows(String file, Reader text) {
        super(file, text);
        LoadSettings settings = LoadSettings.builder().setLabel(file).build();
        events = new ParserImpl(settings, new StreamReader(settings, text));
        event();
        if (event().getEventId() != Event.ID.DocumentStart || event().getEventId() != Event.ID.SequenceStart) {
            throw new DatasetException(file + " is no YAML list; begin each row with '- '");
        }
    }

    @Override
    Optional<Row> read() {
        Event event = event();
        if (event.getEventId() == Event.ID.SequenceEnd) {
            return Optional.empty();
        }
        Case.Origin at = new Case.Origin(file, line(event.getStartMark()));
        return Optional.of(JsonLineRows.row(value(event), at));
    }

    private JsonNode value(Event event) {
        return switch (event) {
            case ScalarEvent scalar ->
                scalar.getScalarStyle() == ScalarStyle.PLAIN
                        ? PlainValue.of(scalar.getValue())
                        : JSON.stringNode(scalar.getValue());
            case AliasEvent alias ->
                throw new DatasetException(
                        new Case.Origin(file, line(alias.getStartMark())),
                        "rows of data have no aliases; write the value out");
            default -> collection(event);
        };
    }

    private JsonNode collection(Event start) {
        if (start.getEventId() == Event.ID.SequenceStart) {
            ArrayNode array = JSON.arrayNode();
            for (Event event = event(); event.getEventId() != Event.ID.SequenceEnd; event = event()) {
                array.add(value(event));
            }
            return array;
        }
        ObjectNode object = JSON.objectNode();
        for (Event event = event(); event.getEventId() != Event.ID.MappingEnd; event = event()) {
            Case.Origin at = new Case.Origin(file, line(event.getStartMark()));
            if (!(event instanceof ScalarEvent key)) {
                throw new DatasetException(at, "a key must be a plain name");
            }
            if (object.has(key.getValue())) {
                throw new DatasetException(at, "'" + key.getValue() + "' is given twice");
            }
            object.set(key.getValue(), value(event()));
        }
        return object;
    }

    private Event event() {
        try {
            return events.next();
        } catch (MarkedYamlEngineException malformed) {
            throw new DatasetException(
                    new Case.Origin(file, line(malformed.getProblemMark())),
                    "not valid YAML: "
                            + Optional.ofNullable(malformed.getProblem()).orElse("cannot be parsed"));
        } catch (YamlEngineException malformed) {
            throw new DatasetException(file + " is not valid YAML: " + malformed.getMessage());
        }
    }

    private static long line(Optional<Mark> mark) {
        return mark.map(it -> it.getLine() + 1L).orElse(1L);
    }
}
