package io.winnow.trainer.annotate;

import io.winnow.datasets.label.Annotations;
import io.winnow.datasets.truth.AnswerTable;
import io.winnow.datasets.truth.TruthAlgorithm;
import io.winnow.trainer.evaluate.Ranks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How the opinions of several annotators become one. */
public enum Combination {
    /** The mean of the probabilities (arXiv 2410.18889). */
    MEAN {
        @Override
        public double[][] of(AnnotationOutcome outcome, int[] truth) {
            double[][] all = new double[outcome.keys().size()][];
            Arrays.setAll(all, outcome::mean);
            return all;
        }
    },
    /** The posterior of Dawid and Skene, from the most probable label of each annotator. */
    DAWID_SKENE {
        @Override
        public double[][] of(AnnotationOutcome outcome, int[] truth) {
            List<Integer> items = new ArrayList<>();
            List<int[]> voters = new ArrayList<>();
            List<int[]> labels = new ArrayList<>();
            for (int i = 0; i < outcome.keys().size(); i++) {
                int item = i;
                int[] own = IntStream.range(0, outcome.annotators().size())
                        .filter(a -> outcome.probabilities()[a][item] != null)
                        .toArray();
                if (own.length > 0) {
                    items.add(i);
                    voters.add(own);
                    labels.add(Arrays.stream(own)
                            .map(a -> Ranks.largest(outcome.probabilities()[a][item]))
                            .toArray());
                }
            }
            Annotations annotations = new Annotations(
                    items.stream().map(outcome.keys()::get).toList(),
                    outcome.annotators(),
                    outcome.labels(),
                    voters.toArray(int[][]::new),
                    labels.toArray(int[][]::new));
            int[] unknown = new int[items.size()];
            Arrays.fill(unknown, AnswerTable.UNKNOWN);
            double[][] posterior = TruthAlgorithm.DAWID_SKENE
                    .method()
                    .infer(AnswerTable.of(annotations, unknown))
                    .posterior();
            double[][] all = new double[outcome.keys().size()][];
            for (int i = 0; i < posterior.length; i++) {
                all[items.get(i)] = posterior[i];
            }
            return all;
        }
    },
    /** Logistic regression of known labels on the logarithms of the probabilities. */
    REGRESSION {
        @Override
        public double[][] of(AnnotationOutcome outcome, int[] truth) {
            return LabelRegression.of(outcome, truth);
        }
    };

    /**
     * Returns the class probabilities of each item (N, K); null for an item without an annotation.
     *
     * @param truth known class of each item (N), or -1; only the regression uses it
     */
    public abstract double[][] of(AnnotationOutcome outcome, int[] truth);
}
