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

/** Tables that a person names on the command line. */
final class TableInputs {
    /** What {@code --encoding} does. */
    static final String ENCODING = "Character set of CSV and TSV files that are not UTF-8, such as windows-1252."
            + " Default: ${DEFAULT-VALUE}";

    /** What {@code --max-unreadable} does. */
    static final String MAX_UNREADABLE =
            "How many unreadable files and tables are skipped before the command fails. Default: ${DEFAULT-VALUE}";

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
            throw new UserException("--encoding names the character set '" + name
                    + "', which is not known. Known ones are utf-8, utf-16, windows-1252 and iso-8859-1, for example.");
        }
    }

    /**
     * The only table of a file, or the one of an id.
     *
     * @param id null for the only one
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
