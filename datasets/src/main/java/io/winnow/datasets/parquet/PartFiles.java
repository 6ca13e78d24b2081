package io.winnow.datasets.parquet;

import io.winnow.datasets.DataException;
import io.winnow.datasets.HiddenName;
import io.winnow.datasets.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells Parquet from other data, and finds the part files of a folder: all of its files whose names end in {@code .parquet}, in the order
 * of the numbers in their names. Names that begin with an underscore belong to Spark itself, and hidden files are not data.
 */
public final class PartFiles {
    /** How a file begins and ends. */
    static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    /** How a file ends, and may begin, whose footer is encrypted. */
    static final byte[] ENCRYPTED = "PARE".getBytes(StandardCharsets.US_ASCII);

    private static final String ENDING = ".parquet";
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern UNIQUE =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern PARTITION = Pattern.compile("[^=]+=.*");

    /** What describes a data set and is not data, such as the page that Hugging Face keeps beside it. */
    private static final Pattern DESCRIPTION = Pattern.compile("(?i)(readme|license|licence|citation)(\\..*)?");

    private PartFiles() {}

    /** Whether a path is a Parquet file, by its name or its first bytes, or a folder with such files. */
    public static boolean isParquet(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            List<Path> entries = entries(path);
            return entries.stream().anyMatch(PartFiles::isPart) || isPartitioned(entries);
        } else if (!Files.isRegularFile(path)) {
            return false;
        } else if (isNamedParquet(path)) {
            return true;
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] start = in.readNBytes(MAGIC.length);
            return startsWith(start, MAGIC) || startsWith(start, ENCRYPTED);
        }
    }

    /**
     * Whether a path is a folder that holds the part files of one set of records and nothing else but a description, so that it means these
     * records where it might as well mean something else, such as images. Where only records can be meant, {@link #isParquet} decides.
     */
    public static boolean isFolder(Path path) {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try {
            List<Path> entries = entries(path);
            return isPartitioned(entries)
                    || (entries.stream().allMatch(PartFiles::isPart)
                            && sets(entries).size() == 1);
        } catch (IOException e) {
            return false; // which is said when the folder is read
        }
    }

    /**
     * Returns the files of a path: itself, or the part files of a folder.
     *
     * @throws DataException if the folder has files of several sets, or its records are divided into further folders
     */
    static List<Path> of(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        List<Path> entries = entries(path);
        if (isPartitioned(entries)) {
            throw new DataException(
                    path + " is divided into folders such as " + entries.get(0).getFileName()
                            + ", whose names hold values of a column. Write the records without partitionBy.");
        }
        List<Path> parts = entries.stream()
                .filter(PartFiles::isPart)
                .sorted(Comparator.comparing(PartFiles::order))
                .toList();
        if (parts.isEmpty()) {
            throw new DataException(path + " has no files whose names end in " + ENDING + ". Name the file.");
        }
        List<String> sets = sets(parts);
        if (sets.size() > 1) {
            throw new DataException(path + " has files of several sets: " + Shown.of(sets)
                    + ". Name one file, or put those of each set into a folder of its own.");
        }
        return parts;
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(each -> !HiddenName.is(name(each)) && !name(each).startsWith("_"))
                    .filter(each -> !DESCRIPTION.matcher(name(each)).matches())
                    .sorted()
                    .toList();
        }
    }

    private static boolean isPartitioned(List<Path> entries) {
        return !entries.isEmpty()
                && entries.stream()
                        .allMatch(each -> PARTITION.matcher(name(each)).matches() && Files.isDirectory(each));
    }

    private static boolean isPart(Path path) {
        return isNamedParquet(path) && Files.isRegularFile(path);
    }

    private static boolean isNamedParquet(Path path) {
        return name(path).toLowerCase(Locale.ROOT).endsWith(ENDING);
    }

    /** The names without their numbers: parts of one set differ in these alone. */
    private static List<String> sets(List<Path> parts) {
        return parts.stream()
                .map(PartFiles::name)
                .map(name -> NUMBER.matcher(UNIQUE.matcher(name).replaceAll("")).replaceAll("*"))
                .distinct()
                .toList();
    }

    /** The name with numbers of equal length, so that part 10 comes after part 9. */
    private static String order(Path part) {
        return NUMBER.matcher(name(part))
                .replaceAll(number -> "0".repeat(Math.max(0, 20 - number.group().length())) + number.group());
    }

    static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private static String name(Path path) {
        return path.getFileName() == null ? "" : path.getFileName().toString();
    }
}
