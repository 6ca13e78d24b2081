package io.winnow.datasets.truth;

import java.util.Arrays;

/**
 * Classes of items and accuracies of annotators that can be asked for at any time while answers arrive one by one. An annotator's accuracy
 * is the mean of Beta(2, 1) after their earlier answers, each of which counts as right with the present probability of its class. An
 * arrival costs time in proportion to the number of answers to its item.
 */
public final class OnlineTruth {
    private static final double PRIOR_RIGHT = 2;
    private static final double PRIOR_WRONG = 1;

    private final int classes;
    private final double forget;
    private final double[][] logs;
    private final int[] known;
    private final Answers[] items;
    /** Sum of the probabilities that each annotator's answers are right, and of the weights of these answers. */
    private final double[] right;

    private final double[] weight;
    private final int[] counts;

    /** The answers to an item so far, in the order of their arrival. */
    private static final class Answers {
        private int size;
        private int[] annotators = new int[2];
        private int[] labels = new int[2];
        /** The number of the answer among those of its annotator. */
        private int[] numbers = new int[2];

        void add(int annotator, int label, int number) {
            if (size == labels.length) {
                annotators = Arrays.copyOf(annotators, 2 * size);
                labels = Arrays.copyOf(labels, 2 * size);
                numbers = Arrays.copyOf(numbers, 2 * size);
            }
            annotators[size] = annotator;
            labels[size] = label;
            numbers[size] = number;
            size++;
        }
    }

    /**
     * Creates the state without any answer.
     *
     * @param classes number of classes (K), at least 2
     * @param known known class of each item, or {@link AnswerTable#UNKNOWN} (N)
     * @param forget weight that an annotator's answer loses with each later answer of theirs, in (0, 1]
     */
    public OnlineTruth(int classes, int annotators, int[] known, double forget) {
        this.classes = classes;
        this.forget = forget;
        this.known = known.clone();
        logs = new double[known.length][classes];
        items = new Answers[known.length];
        right = new double[annotators];
        weight = new double[annotators];
        counts = new int[annotators];
    }

    /** Adds all answers of a table in the order of their arrival. */
    public static OnlineTruth over(AnswerTable answers, double forget) {
        OnlineTruth online = new OnlineTruth(answers.classes(), answers.annotators(), answers.known(), forget);
        int[] items = answers.itemOfAnswers();
        for (int v : answers.order()) {
            online.add(items[v], answers.voters()[v], answers.labels()[v]);
        }
        return online;
    }

    /** Adds an answer. */
    public void add(int item, int annotator, int label) {
        if (items[item] == null) {
            items[item] = new Answers();
        }
        double[] before = posterior(item);
        logs[item][label] += Accuracies.logOdds(accuracy(annotator), classes);
        double[] after = posterior(item);
        Answers own = items[item];
        for (int v = 0; v < own.size; v++) {
            int other = own.annotators[v];
            double change = after[own.labels[v]] - before[own.labels[v]];
            right[other] += change * Math.pow(forget, counts[other] - 1 - own.numbers[v]);
        }
        own.add(annotator, label, counts[annotator]);
        right[annotator] = forget * right[annotator] + after[label];
        weight[annotator] = forget * weight[annotator] + 1;
        counts[annotator]++;
    }

    /** Returns the present probabilities of an item's classes (K). */
    public double[] posterior(int item) {
        double[] posterior = new double[classes];
        if (known[item] != AnswerTable.UNKNOWN) {
            posterior[known[item]] = 1;
            return posterior;
        }
        double most = Arrays.stream(logs[item]).max().orElseThrow();
        for (int k = 0; k < classes; k++) {
            posterior[k] = Math.exp(logs[item][k] - most);
        }
        return Posteriors.normalised(posterior);
    }

    /** Returns the present accuracy of an annotator, in (0, 1). */
    public double accuracy(int annotator) {
        return (right[annotator] + PRIOR_RIGHT) / (weight[annotator] + PRIOR_RIGHT + PRIOR_WRONG);
    }

    /** Returns the present accuracies of all annotators (A). */
    double[] accuracies() {
        double[] accuracies = new double[right.length];
        Arrays.setAll(accuracies, this::accuracy);
        return accuracies;
    }
}
