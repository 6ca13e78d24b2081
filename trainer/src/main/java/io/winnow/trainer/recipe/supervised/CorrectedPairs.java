package io.winnow.trainer.recipe.supervised;

import io.winnow.datasets.label.ClassSets;
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

    /** Metric: the number of these pairs. */
    static final String COUNT = "corrected_labels";

    /** Writes a record for each pair, that with the largest probability first. */
    void write(TaskData data, Path folder) throws IOException {
        List<String> classes = data.trainLabels().classNames();
        List<List<Object>> rows = new ArrayList<>();
        for (int pair : Ranks.descending(probabilities)) {
            if (marks[pair]) {
                int example = data.trainExamples()[pair / classes.size()];
                rows.add(List.of(data.train().key(example), classes.get(pair % classes.size()), probabilities[pair]));
            }
        }
        TableFile.write(folder.resolve(FILE), List.of("key", "class", "probability"), rows);
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
