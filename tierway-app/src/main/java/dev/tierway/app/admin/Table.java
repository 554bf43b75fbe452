package dev.tierway.app.admin;

import dev.tierway.app.cli.TextColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A plain-text table whose columns are as wide as their widest cell. Confined to one thread. */
public final class Table {
    private static final int GAP = 2;

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /** A column with its heading; numbers stand at its right edge. */
    private record Column(String heading, boolean number) {}

    private Table(List<Column> columns) {
        this.columns = columns;
    }

    /** A table of text columns and, after these, of number columns. */
    public static Table of(List<String> texts, List<String> numbers) {
        List<Column> columns = new ArrayList<>();
        texts.forEach(heading -> columns.add(new Column(heading, false)));
        numbers.forEach(heading -> columns.add(new Column(heading, true)));
        return new Table(columns);
    }

    public static Table ofTexts(String... headings) {
        return of(Arrays.asList(headings), List.of());
    }

    /**
     * Adds a row.
     *
     * @param cells as many as there are columns
     */
    public Table row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(columns.size() + " columns, but " + cells.size() + " cells: " + cells);
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    public Table row(String... cells) {
        return row(Arrays.asList(cells));
    }

    /** Lines without blanks at their ends. */
    @Override
    public String toString() {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = columns.get(i).heading().length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        line(text, columns.stream().map(Column::heading).toList(), widths);
        rows.forEach(row -> line(text, row, widths));
        return text.toString();
    }

    private void line(StringBuilder text, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            int width = widths[i] + GAP;
            line.append(
                    columns.get(i).number()
                            ? TextColumns.right(cells.get(i), width)
                            : TextColumns.left(cells.get(i), width));
        }
        text.append(line.substring(columns.getFirst().number() ? GAP : 0).stripTrailing())
                .append('\n');
    }
}
