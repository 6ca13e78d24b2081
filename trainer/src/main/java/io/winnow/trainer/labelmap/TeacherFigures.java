package io.winnow.trainer.labelmap;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.evaluate.AveragePrecision;
import io.winnow.trainer.evaluate.LabelScores;
import io.winnow.trainer.evaluate.Ranks;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How well scores of classes fit labelled images: the gate that a teacher must pass before its labels are worth anything. */
public final class TeacherFigures {
    private TeacherFigures() {}

    /**
     * Judges scores. The first figure is the one that decides: {@code accuracy} if each image has exactly one class, and {@code map} if it has
     * any number of them; then {@code first_correct} is the share of the images, among those that have a class, whose highest score is that of
     * one of their classes.
     *
     * @param scores scores of the classes (N * C), row-major
     * @param truth labels of the images, with the same classes
     * @return empty if the images have no labels, or labels of another kind, or no class is known to be absent: average precision is then 1
     *     whatever the scores are
     */
    public static Optional<Map<String, Double>> of(float[] scores, Labels truth) {
        Map<String, Double> figures = new LinkedHashMap<>();
        if (truth instanceof ClassLabels single) {
            int right = 0;
            int known = 0;
            for (int i = 0; i < single.size(); i++) {
                known += single.known(i) ? 1 : 0;
                right += single.known(i)
                                && single.classes()[i]
                                        == Ranks.largest(scores, i * single.classCount(), single.classCount())
                        ? 1
                        : 0;
            }
            if (known == 0) {
                return Optional.empty();
            }
            figures.put("accuracy", (double) right / known);
            return Optional.of(figures);
        } else if (truth instanceof ClassSets sets && sets.hasNegatives()) {
            LabelScores pairs = LabelScores.of(scores, sets);
            int right = 0;
            int known = 0;
            for (int i = 0; i < sets.size(); i++) {
                boolean some = sets.positives()[i].length > 0;
                known += some ? 1 : 0;
                int first = i * sets.classCount() + Ranks.largest(scores, i * sets.classCount(), sets.classCount());
                right += some && pairs.states()[first] == LabelScores.POSITIVE ? 1 : 0;
            }
            figures.put("map", AveragePrecision.mean(pairs));
            figures.put("first_correct", (double) right / known);
            return known == 0 ? Optional.empty() : Optional.of(figures);
        }
        return Optional.empty();
    }
}
