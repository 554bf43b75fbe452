package dev.tierway.evals.dataset;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.Reader;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Rows of a CSV or TSV file with a header (RFC 4180). Quotes mean something in CSV only. */
final class DelimitedRows extends AbstractRows {
    private static final char NO_QUOTES = '\0';

    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final List<String> columns;
    private long line = 1;

    DelimitedRows(String file, Reader text, char separator) {
        super(file, text);
        reader = CsvReader.builder()
                .fieldSeparator(separator)
                .quoteCharacter(separator == '\t' ? NO_QUOTES : '"')
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(text);
        records = reader.iterator();
        columns = header();
    }

    private List<String> header() {
        Optional<CsvRecord> header = record();
        if (header.isEmpty()) {
            throw new DatasetException(file + " is empty; its first line must name the columns");
        }
        List<String> names = header.get().getFields();
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new DatasetException(file + ":1: the column '" + name + "' is there twice; rename one");
            }
        }
        return List.copyOf(names);
    }

    /** The names in the header. */
    List<String> columns() {
        return columns;
    }

    @Override
    Optional<Row> read() {
        return record().map(record -> {
            Case.Origin at = new Case.Origin(file, record.getStartingLineNumber());
            if (record.getFieldCount() != columns.size()) {
                throw new DatasetException(
                        at,
                        "the row has " + record.getFieldCount() + " fields and the header " + columns.size()
                                + "; a field that holds a separator or a line break needs quotes around it");
            }
            ObjectNode item = JsonNodeFactory.instance.objectNode();
            for (int i = 0; i < columns.size(); i++) {
                item.put(columns.get(i), record.getField(i));
            }
            return new Row(item, at);
        });
    }

    private Optional<CsvRecord> record() {
        try {
            if (!records.hasNext()) {
                return Optional.empty();
            }
            CsvRecord record = records.next();
            line = record.getStartingLineNumber();
            return Optional.of(record);
        } catch (CsvParseException malformed) {
            throw new DatasetException(
                    new Case.Origin(file, line),
                    "cannot be read from the row after this line on: " + reason(malformed));
        }
    }

    private static String reason(Exception malformed) {
        Throwable cause = malformed.getCause() == null ? malformed : malformed.getCause();
        return String.valueOf(cause.getMessage());
    }
}
