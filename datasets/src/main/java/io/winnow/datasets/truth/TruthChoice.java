package io.winnow.datasets.truth;

import io.winnow.datasets.random.CounterRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Chooses a method by how well it predicts answers that it has not seen: one answer of each item with three or more is hidden, the method is
 * fitted to the rest, and the score is the mean over the hidden answers of {@code log sum_k q[i, k] P(answer | k)} (truth-inference.md,
 * section 5). This is repeated for five draws.
 *
 * @param scores scores of each method, one for each draw, in nats for each answer
 * @param hidden number of answers that each draw hides
 */
public record TruthChoice(Map<TruthAlgorithm, List<Double>> scores, int hidden) {
    private static final int DRAWS = 5;
    private static final int LEAST_ANSWERS = 3;

    public TruthChoice {
        scores = Map.copyOf(scores);
    }

    /** Scores all {@link TruthAlgorithm#candidates}. Without an item with three answers, there are no scores. */
    public static TruthChoice of(AnswerTable answers) {
        return of(answers, TruthAlgorithm.candidates());
    }

    static TruthChoice of(AnswerTable answers, List<TruthAlgorithm> methods) {
        Map<TruthAlgorithm, List<Double>> scores = new EnumMap<>(TruthAlgorithm.class);
        int hidden = 0;
        for (int i = 0; i < answers.items(); i++) {
            hidden += answers.answers(i) >= LEAST_ANSWERS ? 1 : 0;
        }
        for (TruthAlgorithm method : methods) {
            if (hidden > 0) {
                scores.put(
                        method,
                        IntStream.range(0, DRAWS)
                                .mapToObj(draw -> score(answers, method.method(), draw))
                                .toList());
            }
        }
        return new TruthChoice(scores, hidden);
    }

    /** Returns the method with the largest mean score; that of Dawid and Skene if nothing could be hidden. */
    public TruthAlgorithm best() {
        return TruthAlgorithm.candidates().stream()
                .filter(scores::containsKey)
                .reduce((a, b) -> mean(b) > mean(a) ? b : a)
                .orElse(TruthAlgorithm.DAWID_SKENE);
    }

    /** Returns the mean score of a method over the draws. */
    public double mean(TruthAlgorithm method) {
        return scores.get(method).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    private static double score(AnswerTable answers, TruthMethod method, long draw) {
        boolean[] hidden = new boolean[answers.size()];
        for (int i = 0; i < answers.items(); i++) {
            if (answers.answers(i) >= LEAST_ANSWERS) {
                CounterRandom random = CounterRandom.of(draw, TruthStreams.HIDDEN, i);
                hidden[answers.starts()[i] + random.nextInt(answers.answers(i))] = true;
            }
        }
        TruthEstimate fitted = method.infer(answers.without(hidden));
        if (!(fitted.model() instanceof ResponseModel model)) {
            // The only class of a table is certain.
            return 0;
        }
        int[] items = answers.itemOfAnswers();
        return IntStream.range(0, hidden.length)
                .filter(v -> hidden[v])
                .mapToDouble(v -> {
                    double probability = 0;
                    for (int k = 0; k < answers.classes(); k++) {
                        probability += fitted.posterior()[items[v]][k]
                                * model.probability(items[v], answers.voters()[v], answers.labels()[v], k);
                    }
                    return Math.log(probability);
                })
                .average()
                .orElseThrow();
    }
}
