package io.winnow.trainer.cli;

import io.winnow.datasets.table.ReadOptions;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.table.TableFiles;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that read tables and skip those that cannot be read. */
final class TableOptions {
    private static final int SHOWN = 20;

    @Mixin
    private EncodingOption encoding;

    @Option(
            names = "--max-unreadable",
            paramLabel = "N",
            description =
                    "Largest number of unreadable files and tables that are skipped; with more, the command fails."
                            + " Default: ${DEFAULT-VALUE}")
    private int maxUnreadable = 100;

    /** @throws UserException if an option is invalid */
    ReadOptions read() {
        if (maxUnreadable < 0) {
            throw new UserException("--max-unreadable must not be negative, found " + maxUnreadable + ".");
        }
        return encoding.read(maxUnreadable);
    }

    /**
     * Reads one table of a file, in which nothing may be unreadable.
     *
     * @param id id of the table; null if the file must hold only one table
     */
    Table one(Path file, String id) throws IOException {
        InputPaths.require(file);
        List<String> seen = new ArrayList<>();
        try (TableFiles tables = TableFiles.open(file, encoding.read(0))) {
            Table first = null;
            while (tables.hasNext()) {
                Table table = tables.next();
                if (table.id().equals(id)) {
                    return table;
                }
                first = first == null ? table : first;
                seen.add(table.id());
            }
            if (id == null && seen.size() == 1) {
                return first;
            }
        }
        if (seen.isEmpty()) {
            throw new UserException(file + " holds no table with text. Name a file with the table to search for.");
        }
        throw new UserException(file
                + (id == null ? " holds " + seen.size() + " tables" : " has no table '" + id + "'")
                + ". Choose one with --table: " + String.join(", ", seen.subList(0, Math.min(SHOWN, seen.size())))
                + (seen.size() > SHOWN ? " .." : "") + ".");
    }
}
