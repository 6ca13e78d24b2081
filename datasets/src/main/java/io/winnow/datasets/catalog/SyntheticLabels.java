package io.winnow.datasets.catalog;

import io.winnow.datasets.random.CounterRandom;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of numbers with any number of very many labels, for trials of methods and of memory. An example has a topic and one to nine labels of
 * that topic; its numbers are a vector of the topic and the mean of vectors of its labels, with noise. So the numbers determine the labels, as
 * far as a model has seen enough of them. Topics, and labels within a topic, are drawn with probabilities that fall as a power of their rank.
 * Everything is a function of the seed, and uses no function whose last digit depends on the machine.
 */
final class SyntheticLabels {
    /** Names of the files: those of the parts, and one with all labels. */
    static final List<String> PARTS = List.of("train.csv", "validation.csv", "test.csv");

    static final String LABELS = "labels.csv";

    private static final int[] SIZES = {50_000, 600, 2_000};
    private static final int WIDTH = 64;
    private static final int PER_TOPIC = 100;
    private static final int MOST_LABELS = 9;
    private static final double TOPIC_EXPONENT = 0.5;
    private static final double LABEL_EXPONENT = 0.7;

    /** Length of the part of a vector that belongs to the labels, compared with that of the topic. */
    private static final double LABEL_SHARE = 1.0;

    private static final double NOISE = 0.3;

    /** Streams of the seed. */
    private static final long TOPIC_VECTOR = 0;

    private static final long LABEL_VECTOR = 1;
    private static final long EXAMPLE = 2;

    private final int labels;
    private final long seed;
    private final double[] topics;
    private final double[] ranks;

    /** @param labels number of labels, a multiple of 100 */
    SyntheticLabels(int labels, long seed) {
        this.labels = labels;
        this.seed = seed;
        topics = cumulative(labels / PER_TOPIC, TOPIC_EXPONENT);
        ranks = cumulative(PER_TOPIC, LABEL_EXPONENT);
    }

    private static double[] cumulative(int count, double exponent) {
        double[] sums = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += StrictMath.pow(i + 1, -exponent);
            sums[i] = sum;
        }
        return sums;
    }

    private static int draw(double[] cumulative, CounterRandom random) {
        int place = Arrays.binarySearch(cumulative, random.nextDouble() * cumulative[cumulative.length - 1]);
        return Math.min(cumulative.length - 1, place < 0 ? -place - 1 : place);
    }

    /** Writes all files into a folder. */
    void write(Path folder) throws IOException {
        int first = 0;
        for (int part = 0; part < SIZES.length; part++) {
            write(folder.resolve(PARTS.get(part)), first, SIZES[part]);
            first += SIZES[part];
        }
        try (BufferedWriter file = Files.newBufferedWriter(folder.resolve(LABELS))) {
            file.write("label\n");
            for (int label = 0; label < labels; label++) {
                file.write(name(label) + "\n");
            }
        }
    }

    private static String name(int label) {
        return "label-" + label;
    }

    /** Writes the examples from a number on. */
    void write(Path path, int first, int count) throws IOException {
        try (BufferedWriter file = Files.newBufferedWriter(path)) {
            StringBuilder line = new StringBuilder();
            for (int d = 0; d < WIDTH; d++) {
                line.append('x').append(d).append(',');
            }
            file.write(line.append("labels\n").toString());
            for (int example = first; example < first + count; example++) {
                line.setLength(0);
                append(line, example);
                file.write(line.append('\n').toString());
            }
        }
    }

    private void append(StringBuilder line, int example) {
        CounterRandom random = CounterRandom.of(seed, EXAMPLE, example);
        int topic = draw(topics, random);
        int[] own = new int[1 + random.nextInt(MOST_LABELS)];
        for (int i = 0; i < own.length; i++) {
            int label;
            do {
                label = topic * PER_TOPIC + draw(ranks, random);
            } while (contains(own, i, label));
            own[i] = label;
        }
        double[] values = new double[WIDTH];
        add(values, CounterRandom.of(seed, TOPIC_VECTOR, topic), 1);
        for (int label : own) {
            add(values, CounterRandom.of(seed, LABEL_VECTOR, label), LABEL_SHARE / Math.sqrt(own.length));
        }
        add(values, random, NOISE);
        for (double value : values) {
            append(line, Math.round(1000 * value));
            line.append(',');
        }
        for (int i = 0; i < own.length; i++) {
            line.append(i == 0 ? "" : "|").append(name(own[i]));
        }
    }

    private static boolean contains(int[] labels, int count, int label) {
        for (int i = 0; i < count; i++) {
            if (labels[i] == label) {
                return true;
            }
        }
        return false;
    }

    /** Adds a multiple of a random vector, whose elements are uniform in (-1, 1). */
    private static void add(double[] values, CounterRandom random, double factor) {
        for (int d = 0; d < values.length; d++) {
            values[d] += factor * (2 * random.nextDouble() - 1);
        }
    }

    /** Appends a number of thousandths as a decimal fraction. */
    private static void append(StringBuilder line, long thousandths) {
        long size = Math.abs(thousandths);
        line.append(thousandths < 0 ? "-" : "").append(size / 1000).append('.');
        line.append((char) ('0' + size / 100 % 10))
                .append((char) ('0' + size / 10 % 10))
                .append((char) ('0' + size % 10));
    }
}
