package io.winnow.trainer.audit;

import io.winnow.datasets.label.LabelText;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.modality.LabelledExamples;
import io.winnow.trainer.page.Page;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.SeedStreams;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Examples that are drawn at random for a person to check: {@code check.csv}, with an empty column for the answers, and {@code check.html},
 * which shows the examples and fills in the column. Neither shows what the audit suggests, since a suggestion sways the answer.
 */
public final class CheckSheet {
    /** Name of the file with the answers. */
    public static final String FILE = "check.csv";
    /** Name of the page. */
    public static final String PAGE = "check.html";

    static final String KEY = "key";
    static final String GIVEN = "given";
    static final String ANSWER = "answer";

    private CheckSheet() {}

    /**
     * Refuses to write where a sheet is already, which may hold answers.
     *
     * @throws UserException if the folder has a sheet
     */
    public static void requireNone(Path folder) {
        Path file = folder.resolve(FILE);
        if (Files.exists(file)) {
            throw new UserException(
                    file + " exists already and may hold answers, so it is not replaced. Read it with --checked " + file
                            + ", or choose another folder with --output.");
        }
    }

    /**
     * Draws rows without replacement. The order is random, too, so the first rows are a random sample of their own; and a larger draw with
     * the same seed begins with the smaller one.
     *
     * @param count number of rows to draw; all are drawn if there are fewer
     */
    static int[] draw(int rows, int count, long seed) {
        return Arrays.copyOf(
                Permutation.of(rows, CounterRandom.key(seed, SeedStreams.AUDIT_CHECK), 0), Math.min(count, rows));
    }

    /**
     * Writes both files.
     *
     * @param count number of examples to draw
     * @return the number of examples that were drawn
     */
    public static int write(LabelledExamples data, Labels given, int count, long seed, Path folder) throws IOException {
        requireNone(folder);
        int[] rows = draw(given.size(), count, seed);
        List<List<Object>> lines = new ArrayList<>();
        List<Map<String, Object>> cards = new ArrayList<>();
        for (int row : rows) {
            int example = data.trainExamples()[row];
            String key = data.train().key(example);
            String label = LabelText.of(given, row);
            lines.add(List.of(key, example, label, ""));
            Map<String, Object> card = new LinkedHashMap<>();
            card.put(KEY, key);
            card.put("index", example);
            card.put(GIVEN, label);
            Page.put(card, data.preview(example));
            cards.add(card);
        }
        Map<String, Object> page = Map.of(
                "name",
                Page.name(data.train().name()),
                "named",
                CheckedAnswers.isOneName(given),
                "choices",
                choices(given),
                "file",
                FILE,
                "cards",
                cards);
        AtomicFiles.group(folder, temporary -> {
            TableFile.write(temporary.resolve(FILE), List.of(KEY, "index", GIVEN, ANSWER), lines);
            AtomicFiles.write(temporary.resolve(PAGE), Page.fill(CheckSheet.class, "check.html", page));
        });
        return rows.length;
    }

    /** Returns the answers that the page offers: the classes or levels if a label is one of them, and the words for right and wrong. */
    private static List<String> choices(Labels given) {
        List<String> names = CheckedAnswers.isOneName(given) ? given.classNames() : List.of(CheckedAnswers.RIGHT);
        return Stream.concat(names.stream(), Stream.of(CheckedAnswers.WRONG))
                .distinct()
                .toList();
    }
}
