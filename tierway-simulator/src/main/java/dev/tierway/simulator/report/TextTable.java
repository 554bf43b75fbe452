package dev.tierway.simulator.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells in columns as wide as their widest cell: the first column to the left, the others to the right. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... header) {
        rows.add(List.of(header));
    }

    public void row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException("a row needs " + rows.getFirst().size() + " cells: " + List.of(cells));
        }
        rows.add(List.of(cells));
    }

    /** Appends the table, each line after {@code indent}. */
    public void appendTo(StringBuilder text, String indent) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int column = 0; column < columns; column++) {
                String padding = " ".repeat(widths[column] - row.get(column).length());
                line.append(column == 0 ? row.get(column) + padding : GAP + padding + row.get(column));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }
}
