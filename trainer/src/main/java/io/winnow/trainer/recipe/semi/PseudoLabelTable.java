package io.winnow.trainer.recipe.semi;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.evaluate.PseudoLabelCheck;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.TableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A table of the labels and pseudo-labels of each class, which shows whether a few classes take all of them. */
final class PseudoLabelTable {
    static final String FILE = "classes.csv";

    private static final List<String> COLUMNS =
            List.of("class", "labelled", "pseudo_labels", "passed", "left_out", "accuracy", "passed_accuracy");

    private PseudoLabelTable() {}

    /**
     * Writes the table. Accuracies are the shares of right ones among the pseudo-labels of a class whose truth is known; their cells are empty
     * if it is not known of any.
     *
     * @param data the labelled examples
     * @param without the unlabelled examples
     */
    static void write(PseudoLabels pseudo, TaskData data, TaskData without, Path folder) throws IOException {
        List<String> names = data.inputs().requireTarget().names();
        double[] labelled = ((ClassLabels) data.trainLabels()).counts();
        Optional<PseudoLabelCheck> check = without.trueLabels().map(PseudoLabelCheck::new);
        List<List<Object>> lines = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            int own = k;
            int[] all = IntStream.range(0, pseudo.labels().length)
                    .filter(i -> pseudo.labels()[i] == own)
                    .toArray();
            int[] passed = IntStream.of(all).filter(i -> pseudo.passed()[i]).toArray();
            lines.add(List.of(
                    names.get(k),
                    (int) labelled[k],
                    all.length,
                    passed.length,
                    all.length - passed.length,
                    accuracy(check, all, own),
                    accuracy(check, passed, own)));
        }
        TableFile.write(folder.resolve(FILE), COLUMNS, lines);
    }

    /** Returns the share of some examples that are of a class, as far as the truth is known; empty text if it is not. */
    private static Object accuracy(Optional<PseudoLabelCheck> check, int[] rows, int k) {
        PseudoLabelCheck.Counts counts = check.map(
                        each -> each.of(rows, IntStream.of(rows).map(i -> k).toArray(), new boolean[rows.length]))
                .orElse(new PseudoLabelCheck.Counts(0, 0, 0, 0));
        return counts.known() == 0 ? "" : (double) counts.right() / counts.known();
    }
}
