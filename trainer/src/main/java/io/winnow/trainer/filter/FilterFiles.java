package io.winnow.trainer.filter;

import io.winnow.trainer.page.Page;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writes what filters did: {@code kept.txt}, {@code filter.csv}, {@code report.json} and {@code report.html}. */
public final class FilterFiles {
    /** Name of the file with the keys that are kept, one per line, sorted. */
    public static final String KEPT = "kept.txt";

    private static final String TABLE = "filter.csv";
    private static final String REPORT = "report.json";
    private static final String PAGE = "report.html";

    private FilterFiles() {}

    /**
     * Refuses to write into a folder that has results already.
     *
     * @param shards whether shards will be written, too
     * @param force whether they may be replaced
     * @throws UserException if it has results
     */
    public static void requireNone(Path folder, boolean shards, boolean force) {
        Optional<Path> present = written(folder, shards).filter(Files::exists).findFirst();
        if (present.isPresent() && !force) {
            throw new UserException(present.get()
                    + " exists already. Add --force to replace the results, or name another folder with --output.");
        }
    }

    /**
     * Returns the files and the folder that are replaced.
     *
     * @param shards whether shards will be written, too
     */
    public static Stream<Path> written(Path folder, boolean shards) {
        Stream<String> names = Stream.of(KEPT, TABLE, REPORT, PAGE);
        return (shards ? Stream.concat(names, Stream.of(KeptShards.FOLDER)) : names).map(folder::resolve);
    }

    /** Writes all files. The list of keys is last, so that it exists only with the others. */
    public static void write(Filtered filtered, FilterReport report, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(KEPT));
        TableFile.write(folder.resolve(TABLE), columns(filtered), rows(filtered));
        AtomicFiles.write(folder.resolve(REPORT), Json.page(report));
        AtomicFiles.write(
                folder.resolve(PAGE),
                Page.fill(
                        FilterFiles.class, "page.html", Map.of("report", report, "shown", ContactSheets.of(filtered))));
        AtomicFiles.write(
                folder.resolve(KEPT),
                Arrays.stream(filtered.examples())
                        .mapToObj(filtered.pool().keys()::get)
                        .sorted()
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    /** For each filter its value and its verdict, after the key, the verdict of all, and the reasons as {@code filter:reason}. */
    private static List<String> columns(Filtered filtered) {
        List<String> columns = new ArrayList<>(List.of("key", "kept", "reasons"));
        for (FilterResult result : filtered.results()) {
            columns.add(result.name());
            columns.add(result.name() + "_kept");
        }
        return columns;
    }

    private static Iterable<List<Object>> rows(Filtered filtered) {
        return () -> IntStream.range(0, filtered.pool().size())
                .mapToObj(i -> row(filtered, i))
                .iterator();
    }

    private static List<Object> row(Filtered filtered, int example) {
        List<Object> row = new ArrayList<>();
        row.add(filtered.pool().keys().get(example));
        row.add(filtered.kept()[example]);
        row.add(filtered.results().stream()
                .flatMap(result -> result.reasons().get(example).stream().map(reason -> result.name() + ":" + reason))
                .collect(Collectors.joining(" ")));
        for (FilterResult result : filtered.results()) {
            row.add(result.values().get(example));
            row.add(result.kept()[example]);
        }
        return row;
    }
}
