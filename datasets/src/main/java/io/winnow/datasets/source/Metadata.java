package io.winnow.datasets.source;

import io.winnow.datasets.file.RecordFormat;
import io.winnow.datasets.file.TextCharset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files that hold a record per item.
 *
 * @param files one file, or a file for each part of the data, such as train and test
 * @param format format of the files; by default the one that the ending of the name indicates
 * @param encoding character set of files without a byte order mark; UTF-8 by default
 * @param joins further files whose columns are added to the records
 * @param missing values that mean "not known" in all columns but those of texts, as blank cells always do; in any case
 * @param keep the records that are used; by default all
 * @param decimal how the texts of the files write numbers
 * @param partial columns that some of the files may lack, whose records are blank there then
 */
public record Metadata(
        List<PartFile> files,
        Optional<RecordFormat> format,
        TextCharset encoding,
        List<Join> joins,
        List<String> missing,
        Optional<Condition> keep,
        Decimal decimal,
        Set<String> partial) {
    /**
     * A file of records.
     *
     * @param part the part of the data that the file holds, such as {@code train}; empty if a column says it or nothing does
     * @param unread columns that are not read from this file and that it need not have; its records are blank there
     */
    public record PartFile(Optional<String> part, Path path, Set<String> unread) {
        public PartFile {
            unread = Set.copyOf(unread);
        }

        /** A file of which all columns are read. */
        public PartFile(Optional<String> part, Path path) {
            this(part, path, Set.of());
        }
    }

    /**
     * Columns of another file that are added to the records with the same values of certain columns.
     *
     * @param on the columns that both files have; each combination of their values occurs once in the joined file
     * @param optional whether a record may lack a match; its added columns are then blank
     */
    public record Join(Path file, List<String> on, boolean optional) {
        public Join {
            on = List.copyOf(on);
        }
    }

    public Metadata {
        files = List.copyOf(files);
        joins = List.copyOf(joins);
        missing = List.copyOf(missing);
        partial = Set.copyOf(partial);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("A data description needs at least one file.");
        }
    }

    /** Files that all have the same columns, and numbers with a decimal point. */
    public Metadata(
            List<PartFile> files,
            Optional<RecordFormat> format,
            TextCharset encoding,
            List<Join> joins,
            List<String> missing,
            Optional<Condition> keep) {
        this(files, format, encoding, joins, missing, keep, Decimal.POINT, Set.of());
    }

    /** All records of one file, whose format is detected. */
    public static Metadata of(Path file) {
        return new Metadata(
                List.of(new PartFile(Optional.empty(), file)),
                Optional.empty(),
                TextCharset.UTF_8,
                List.of(),
                List.of(),
                Optional.empty());
    }
}
