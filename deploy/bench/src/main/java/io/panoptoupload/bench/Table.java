package io.panoptoupload.bench;

import java.util.ArrayList;
import java.util.List;

/** A table as Markdown writes it, its columns aligned. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... heading) {
        rows.add(List.of(heading));
    }

    /** A row that is shorter than the heading ends in empty cells. */
    void row(String... cells) {
        rows.add(List.of(cells));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            line(text, rows.get(row), ' ');
            if (row == 0) {
                line(text, List.of(), '-');
            }
        }
        return text.toString();
    }

    private void line(StringBuilder text, List<String> cells, char fill) {
        for (int column = 0; column < rows.getFirst().size(); column++) {
            String cell = column < cells.size() ? cells.get(column) : "";
            int gap = width(column) - cell.length();
            text.append("| ").append(cell).repeat(fill, gap).append(' ');
        }
        text.append("|\n");
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> column < row.size())
                .mapToInt(row -> row.get(column).length())
                .max()
                .orElse(0);
    }
}
