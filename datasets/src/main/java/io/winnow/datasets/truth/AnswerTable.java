package io.winnow.datasets.truth;

import io.winnow.datasets.label.Annotations;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The labels ("answers") that annotators gave to items, as flat arrays sorted by item: L answers to N items by A annotators in K classes.
 * A million items with six answers each take 60 MB.
 *
 * @param classes K, at least 1
 * @param annotators A
 * @param starts the answers to item i are at {@code starts[i]} to {@code starts[i + 1] - 1} (N + 1)
 * @param voters annotator of each answer, in [0, A) (L)
 * @param labels class of each answer, in [0, K) (L)
 * @param order positions of the answers in the order in which they arrived (L)
 * @param known class of each item that is known to be true, such as that of a test question, or {@link #UNKNOWN} (N)
 */
@SuppressWarnings("ArrayRecordComponent") // a table of data; never compared
public record AnswerTable(
        int classes, int annotators, int[] starts, int[] voters, int[] labels, int[] order, int[] known) {
    /** Stands for the true class of an item that nobody knows. */
    public static final int UNKNOWN = -1;

    /** Returns the answers of annotations of which no true class is known. */
    public static AnswerTable of(Annotations annotations) {
        int[] known = new int[annotations.items().size()];
        Arrays.fill(known, UNKNOWN);
        return of(annotations, known);
    }

    /**
     * Returns the answers of annotations.
     *
     * @param known the true class of each item, or {@link #UNKNOWN} (N)
     */
    public static AnswerTable of(Annotations annotations, int[] known) {
        int[][] given = annotations.labels();
        int[] starts = new int[given.length + 1];
        for (int i = 0; i < given.length; i++) {
            starts[i + 1] = starts[i] + given[i].length;
        }
        int[] voters = new int[starts[given.length]];
        int[] labels = new int[voters.length];
        int[] order = new int[voters.length];
        for (int i = 0; i < given.length; i++) {
            System.arraycopy(annotations.voters()[i], 0, voters, starts[i], given[i].length);
            System.arraycopy(given[i], 0, labels, starts[i], given[i].length);
            for (int v = 0; v < given[i].length; v++) {
                order[annotations.arrivals()[i][v]] = starts[i] + v;
            }
        }
        return new AnswerTable(
                annotations.classNames().size(),
                annotations.annotators().size(),
                starts,
                voters,
                labels,
                order,
                known.clone());
    }

    /** Returns N. */
    public int items() {
        return starts.length - 1;
    }

    /** Returns L. */
    public int size() {
        return labels.length;
    }

    /** Returns the number of answers to an item. */
    public int answers(int item) {
        return starts[item + 1] - starts[item];
    }

    /** Returns the item of each answer (L). */
    int[] itemOfAnswers() {
        int[] items = new int[size()];
        for (int i = 0; i < items(); i++) {
            Arrays.fill(items, starts[i], starts[i + 1], i);
        }
        return items;
    }

    /** Returns the positions of each annotator's answers, ascending (A, different numbers). */
    int[][] answersOfAnnotators() {
        int[] counts = counts();
        int[][] positions = Arrays.stream(counts).mapToObj(int[]::new).toArray(int[][]::new);
        int[] next = new int[annotators];
        for (int v = 0; v < size(); v++) {
            positions[voters[v]][next[voters[v]]++] = v;
        }
        return positions;
    }

    /** Returns the number of answers of each annotator (A). */
    int[] counts() {
        int[] counts = new int[annotators];
        for (int voter : voters) {
            counts[voter]++;
        }
        return counts;
    }

    /** Returns the same answers without some of them. */
    AnswerTable without(boolean[] hidden) {
        int[] kept = IntStream.range(0, size()).filter(v -> !hidden[v]).toArray();
        int[] place = new int[size()];
        Arrays.fill(place, -1);
        for (int v = 0; v < kept.length; v++) {
            place[kept[v]] = v;
        }
        int[] left = new int[starts.length];
        for (int i = 0; i < items(); i++) {
            left[i + 1] = left[i];
            for (int v = starts[i]; v < starts[i + 1]; v++) {
                left[i + 1] += hidden[v] ? 0 : 1;
            }
        }
        return new AnswerTable(
                classes,
                annotators,
                left,
                Arrays.stream(kept).map(v -> voters[v]).toArray(),
                Arrays.stream(kept).map(v -> labels[v]).toArray(),
                Arrays.stream(order).map(v -> place[v]).filter(v -> v >= 0).toArray(),
                known);
    }

    /**
     * Returns the number of groups into which the annotators fall if two are in the same group whenever they answered the same item. The
     * reliabilities of annotators can only be compared within a group.
     */
    public int groups() {
        int[] parent = IntStream.range(0, annotators).toArray();
        int groups = annotators;
        for (int i = 0; i < items(); i++) {
            for (int v = starts[i] + 1; v < starts[i + 1]; v++) {
                int a = root(parent, voters[starts[i]]);
                int b = root(parent, voters[v]);
                groups -= a == b ? 0 : 1;
                parent[a] = b;
            }
        }
        return groups;
    }

    private static int root(int[] parent, int start) {
        int node = start;
        while (parent[node] != node) {
            parent[node] = parent[parent[node]]; // shortens the path for later searches
            node = parent[node];
        }
        return node;
    }
}
