package io.winnow.trainer.recipe.mofi;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Examples;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.LabelFile;
import io.winnow.datasets.label.LabelFileOptions;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.modality.DataPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What is known of the test examples, by which a search is judged.
 *
 * @param entities entity of each example by its name (N)
 * @param sources where each example comes from (N); empty if that is not known
 * @param categories category of each example (N); empty if there are none
 */
record SearchItems(List<String> entities, List<String> sources, List<String> categories) {
    SearchItems {
        entities = List.copyOf(entities);
        sources = List.copyOf(sources);
        categories = List.copyOf(categories);
    }

    /**
     * Returns what is known of examples; empty if it is not known which entities they have.
     *
     * @throws UserException if the file lacks columns or examples
     */
    static Optional<SearchItems> of(SearchOptions options, Dataset<?> items, String unit) throws IOException {
        if (options.file().isPresent()) {
            requireColumns(DataPaths.require(options.file().get()), options.columns());
        }
        List<String> entities = column(options, options.entity(), items, unit);
        if (entities.isEmpty() && items.labels() instanceof ClassLabels labels) {
            entities = Arrays.stream(labels.classes())
                    .mapToObj(labels.classNames()::get)
                    .toList();
        }
        if (entities.isEmpty()) {
            return Optional.empty();
        }
        List<String> categories = column(options, options.category(), items, unit);
        for (String each : options.without()) {
            if (!categories.contains(each)) {
                throw new UserException(
                        "recipe.search.without names the category '" + each + "', which no test example has; "
                                + Names.allowedAtEnd(
                                        each, categories.stream().distinct().toList()));
            }
        }
        return Optional.of(new SearchItems(entities, column(options, options.source(), items, unit), categories));
    }

    private static void requireColumns(Path file, List<String> columns) throws IOException {
        try {
            List<String> found = RecordFile.read(file, RecordOptions.ofLabels(TextCharset.UTF_8))
                    .columns();
            for (String column : columns) {
                if (!found.contains(column)) {
                    throw new UserException("recipe.search.file: " + file + " has no column '" + column + "'; "
                            + Names.allowedAtEnd(column, found));
                }
            }
        } catch (DataException e) {
            throw new UserException("recipe.search.file: " + e.getMessage(), e);
        }
    }

    /** Reads a column of the file, as the labels of a label file are read; empty if the column is not configured. */
    private static List<String> column(SearchOptions options, Optional<String> column, Dataset<?> items, String unit)
            throws IOException {
        if (column.isEmpty()) {
            return List.of();
        }
        Path file = DataPaths.require(options.file().orElseThrow());
        try {
            GivenNames given = LabelFile.read(
                            file,
                            new LabelFileOptions(
                                    options.keyColumn(),
                                    column,
                                    Optional.empty(),
                                    List.of(),
                                    TextCharset.UTF_8,
                                    List.of()),
                            new Examples("the test " + unit, Optional.empty(), items.size(), items::key),
                            Optional.empty(),
                            true)
                    .train();
            List<String> names = given.classNames();
            int[] numbers = given.classes(names);
            List<String> missing = IntStream.range(0, numbers.length)
                    .filter(i -> numbers[i] == GivenNames.NONE)
                    .mapToObj(items::key)
                    .toList();
            if (!missing.isEmpty()) {
                throw new UserException(
                        "recipe.search.file: " + file + " has no " + column.get() + " for " + missing.size()
                                + " of the " + items.size() + " test " + unit + ": " + Shown.of(missing) + ". Add it.");
            }
            return Arrays.stream(numbers).mapToObj(names::get).toList();
        } catch (DataException e) {
            throw new UserException("recipe.search.file: " + e.getMessage(), e);
        }
    }

    /** Returns whether example {@code j} is a candidate in the search by example {@code i}: another one, of another source if that is known. */
    boolean searches(int i, int j) {
        return i != j && (sources.isEmpty() || !sources.get(i).equals(sources.get(j)));
    }
}
