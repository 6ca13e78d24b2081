package io.winnow.trainer.filter;

import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.label.ExampleFinder;
import io.winnow.datasets.label.Examples;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.run.InputPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Scores that a file of records has, with the key of each example. */
@Kind("file")
@Doc("Scores in a file of records (.csv, .tsv, .jsonl, .parquet), which has the key of each example.")
public record FileScore(
        @Doc("The file.") Path file,

        @Doc("Column of the score.") @Default("score") String column,

        @Doc("Column of the key.") @Default("key") String key,

        @Doc("Which scores are the best.") @Default("highest")
        Best best)
        implements ScoreSource {
    /** Which scores are the best. */
    public enum Best {
        /** High ones. */
        HIGHEST,
        /** Low ones. */
        LOWEST
    }

    @Override
    public Scores scores(String name, Measures measures) throws IOException {
        Pool pool = measures.pool();
        RecordFile records = RecordFile.read(InputPaths.require(file), RecordOptions.of("file of scores"));
        String keys = records.column(key, "key of the score " + name);
        String scored = records.column(column, "column of the score " + name);
        ExampleFinder finder =
                new ExampleFinder(new Examples(pool.name(), Optional.empty(), pool.size(), pool.keys()::get));
        double[] scores = new double[pool.size()];
        long[] lines = new long[pool.size()];
        Arrays.fill(scores, Double.NaN);
        List<String> known = new ArrayList<>();
        for (FileRecord row : records.rows()) {
            String own = row.get(keys);
            known.add(own);
            OptionalInt example = finder.only(own);
            if (example.isPresent()) {
                int i = example.getAsInt();
                if (lines[i] > 0) {
                    throw row.error("'" + own + "' has a second score; " + row.place(lines[i])
                            + " has the first. Remove one of the two");
                }
                lines[i] = row.line();
                scores[i] = number(row, scored);
            }
        }
        int missing = (int)
                IntStream.range(0, scores.length).filter(i -> lines[i] == 0).count();
        Optional<String> note = KeyedRows.requireSome(file, missing, pool, known);
        return new Scores(scores, best == Best.HIGHEST, note.stream().toList());
    }

    private static double number(FileRecord row, String column) throws IOException {
        Optional<String> value = row.find(column);
        if (value.isEmpty()) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(value.get());
        } catch (NumberFormatException e) {
            throw row.error(column + " is '" + value.get() + "', which is not a number. Correct it, or leave it blank");
        }
    }
}
