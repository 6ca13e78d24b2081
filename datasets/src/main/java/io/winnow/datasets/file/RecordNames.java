package io.winnow.datasets.file;

import io.winnow.datasets.parquet.PartFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Tells files of records by the endings of their names, where a user may as well name something else. */
public final class RecordNames {
    private static final String ENDINGS = "\\.(csv|tsv|jsonl|ndjson|json|parquet)";

    private static final Pattern RECORDS = Pattern.compile("(?i).+" + ENDINGS);

    /** The only file of several parts that there might be, as Hugging Face names it. */
    private static final String ALONE = "-0+-of-0*1";

    private static final Pattern ENDING = Pattern.compile("(?i)(" + ALONE + ")?" + ENDINGS + "$");

    private RecordNames() {}

    /** Whether a path has the name of a file of records, or is a folder with files in the format Parquet and nothing else. */
    public static boolean isRecords(Path path) {
        return RECORDS.matcher(path.toString()).matches() || PartFiles.isFolder(path);
    }

    /** Whether there is a file of records at a path. */
    public static boolean exists(Path path) {
        return Files.isDirectory(path) ? PartFiles.isFolder(path) : isRecords(path) && Files.exists(path);
    }

    /** Whether a path can be read where only records can be meant: it is no folder, or one with files in the format Parquet. */
    public static boolean isReadable(Path path) throws IOException {
        return !Files.isDirectory(path) || PartFiles.isParquet(path);
    }

    /** Returns the name without the ending, such as {@code train} for {@code train.csv} and {@code train-00000-of-00001.parquet}. */
    public static String stem(Path path) {
        return ENDING.matcher(String.valueOf(path.getFileName())).replaceFirst("");
    }
}
