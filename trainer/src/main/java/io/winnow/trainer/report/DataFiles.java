package io.winnow.trainer.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that hold data.
 *
 * @param count number of files
 * @param bytes their size in bytes
 * @param endings number of files with each ending of the name, such as {@code png}; an empty text if a name has none
 */
public record DataFiles(int count, long bytes, Map<String, Integer> endings) {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    private static final double STEP = 1024;

    public DataFiles {
        endings = Collections.unmodifiableMap(new TreeMap<>(endings));
    }

    /** Counts files, and those below folders. Hidden files do not count. */
    static DataFiles of(List<Path> paths) throws IOException {
        Map<String, Integer> endings = new TreeMap<>();
        int count = 0;
        long bytes = 0;
        for (Path path : paths) {
            for (Path file : below(path)) {
                count++;
                bytes += Files.size(file);
                endings.merge(ending(file), 1, Integer::sum);
            }
        }
        return new DataFiles(count, bytes, endings);
    }

    private static List<Path> below(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 1 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** Returns the size for people. */
    String size() {
        double size = bytes;
        int unit = 0;
        while (size >= STEP && unit + 1 < UNITS.length) {
            size /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
    }

    /** Returns the formats for people, most frequent first. */
    String formats() {
        return endings.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .map(each -> each.getValue() + " " + (each.getKey().isEmpty() ? "without ending" : "." + each.getKey()))
                .collect(Collectors.joining(", "));
    }
}
