package io.winnow.trainer.cli;

import io.winnow.datasets.table.ReadOptions;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.table.TableFiles;
import io.winnow.datasets.table.UnreadableTableException;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens the tables that an argument of the command line names. */
final class TableInputs {
    /** Describes the option {@code --encoding}. */
    static final String ENCODING = "Character set of CSV and TSV files that are not UTF-8, such as windows-1252."
            + " Default: ${DEFAULT-VALUE}";

    /** Describes the option {@code --max-unreadable}. */
    static final String MAX_UNREADABLE =
            "Largest number of unreadable files and tables that are skipped; with more, the command fails."
                    + " Default: ${DEFAULT-VALUE}";

    private TableInputs() {}

    static ReadOptions options(int maxUnreadable) {
        return options(maxUnreadable, ReadOptions.DEFAULT.charset().name());
    }

    static ReadOptions options(int maxUnreadable, String encoding) {
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
                charset(encoding));
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new UserException(
                    "--encoding must be a character set, such as utf-8, utf-16, windows-1252 or iso-8859-1; found '"
                            + name + "'.",
                    e);
        }
    }

    /**
     * Reads one table of a file.
     *
     * @param id id of the table; null if the file must hold only one table
     * @param encoding character set of CSV and TSV files
     */
    static Table one(Path file, String id, String encoding) throws IOException {
        InputPaths.require(file);
        List<String> seen = new ArrayList<>();
        Table chosen = null;
        try (TableFiles tables = TableFiles.open(file, options(0, encoding))) {
            while (tables.hasNext()) {
                Table table = tables.next();
                seen.add(table.id());
                if (id == null ? seen.size() == 1 : table.id().equals(id)) {
                    chosen = table;
                }
            }
        } catch (UnreadableTableException e) {
            throw new UserException(e.getMessage(), e);
        }
        if (chosen == null || (id == null && seen.size() > 1)) {
            throw new UserException(file + " holds " + seen.size() + " tables"
                    + (seen.isEmpty()
                            ? "."
                            : ". Choose one with --table: "
                                    + String.join(", ", seen.subList(0, Math.min(20, seen.size()))) + "."));
        }
        return chosen;
    }
}
