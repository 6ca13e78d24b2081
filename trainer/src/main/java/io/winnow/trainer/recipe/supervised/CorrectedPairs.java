package io.winnow.trainer.recipe.supervised;

import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.LabelText;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.evaluate.MissingLabelDetection;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.TableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The unknown pairs of a training example and a class that a loss took for positives, for a person to look at.
 *
 * @param marks whether each pair of a training example in use and a class was (N * C), row-major
 * @param probabilities what the trained network predicts for each pair (N * C)
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record CorrectedPairs(boolean[] marks, float[] probabilities) {
    /** Name of the file with these pairs, in the folder of the stage. */
    static final String FILE = "corrections.csv";

    private static final List<String> COLUMNS =
            List.of("key", "given", "suggested", "corrected", "added", "probability");

    /** Metric: the number of these pairs. */
    static final String COUNT = "corrected_labels";

    /**
     * Writes a file of corrections in the form of those of an audit: a record for each training example, those whose label changes first, from
     * the most probable class that is added on; then the examples that are not in use, as they are. The classes that are added and their
     * probabilities are in the same order.
     */
    void write(TaskData data, Path folder) throws IOException {
        Labels labels = data.trainLabels();
        int classes = labels.classNames().size();
        Map<Integer, List<Integer>> added = new LinkedHashMap<>();
        for (int pair : Ranks.descending(probabilities)) {
            if (marks[pair]) {
                added.computeIfAbsent(pair / classes, row -> new ArrayList<>()).add(pair);
            }
        }
        List<List<Object>> rows = new ArrayList<>();
        added.forEach((row, pairs) -> {
            String given = LabelText.of(labels, row);
            String corrected = given;
            List<String> names = new ArrayList<>();
            for (int pair : pairs) {
                String name = labels.classNames().get(pair % classes);
                corrected = LabelText.with(corrected, "", name);
                names.add(name);
            }
            rows.add(List.of(
                    key(data, data.trainExamples()[row]),
                    given,
                    corrected,
                    corrected,
                    LabelText.joined(names),
                    LabelText.joined(pairs.stream()
                            .map(pair -> Float.toString(probabilities[pair]))
                            .toList())));
        });
        for (int row = 0; row < data.trainExamples().length; row++) {
            if (!added.containsKey(row)) {
                rows.add(unchanged(data, data.trainExamples()[row], LabelText.of(labels, row)));
            }
        }
        data.idleLabels().forEach((example, label) -> rows.add(unchanged(data, example, label)));
        TableFile.write(folder.resolve(FILE), COLUMNS, rows);
    }

    private static List<Object> unchanged(TaskData data, int example, String label) {
        return List.of(key(data, example), label, "", label, "", "");
    }

    private static String key(TaskData data, int example) {
        return data.train().key(example);
    }

    /** Returns their number and, if the true classes are known, how many are right and how many missing classes are among them. */
    Map<String, Double> metrics(TaskData data) {
        double count = 0;
        for (boolean mark : marks) {
            count += mark ? 1 : 0;
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(COUNT, count);
        data.trueLabelSets()
                .ifPresent(truth ->
                        metrics.putAll(MissingLabelDetection.found(truth, (ClassSets) data.trainLabels(), marks)));
        return metrics;
    }
}
