package io.winnow.trainer.cli;

import io.winnow.datasets.table.ReadOptions;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.table.TableFiles;
import io.winnow.datasets.table.UnreadableTableException;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tables that a person names on the command line. */
final class TableInputs {
    private TableInputs() {}

    static ReadOptions options(int maxUnreadable) {
        if (maxUnreadable < 0) {
            throw new UserException("--max-unreadable must not be negative, found " + maxUnreadable + ".");
        }
        ReadOptions usual = ReadOptions.DEFAULT;
        return new ReadOptions(
                maxUnreadable,
                usual.maxFileBytes(),
                usual.maxRows(),
                usual.maxCells(),
                usual.maxCellCharacters(),
                usual.csvHeader(),
                usual.charset());
    }

    /**
     * The only table of a file, or the one of an id.
     *
     * @param id null for the only one
     */
    static Table one(Path file, String id) throws IOException {
        InputPaths.require(file);
        List<String> seen = new ArrayList<>();
        Table chosen = null;
        try (TableFiles tables = TableFiles.open(file, options(0))) {
            while (tables.hasNext()) {
                Table table = tables.next();
                seen.add(table.id());
                if (id == null ? seen.size() == 1 : table.id().equals(id)) {
                    chosen = table;
                }
            }
        } catch (UnreadableTableException e) {
            throw new UserException(e.getMessage());
        }
        if (chosen == null || (id == null && seen.size() > 1)) {
            throw new UserException(file + " holds " + seen.size() + " tables"
                    + (seen.isEmpty()
                            ? "."
                            : "; --table chooses one: " + String.join(", ", seen.subList(0, Math.min(20, seen.size())))
                                    + "."));
        }
        return chosen;
    }
}
