package io.winnow.datasets.label;

import java.util.Arrays;
import java.util.List;

/** The labels of all examples of a data set, in the order of the examples. */
public sealed interface Labels {
    int size();

    /** Class names by class number; empty if there are no labels. */
    List<String> classNames();

    /** Returns the labels of the examples {@code indices}, in that order. */
    Labels select(int[] indices);

    /**
     * Returns the same labels with other class numbers.
     *
     * @param numbers new number of each class by its old number; values for classes without examples are ignored
     * @param names class names by new number
     */
    Labels renumber(int[] numbers, List<String> names);

    /** Whether each class has an example, by class number. */
    boolean[] present();

    default int classCount() {
        return classNames().size();
    }

    /** No labels. */
    record None(int size) implements Labels {
        @Override
        public List<String> classNames() {
            return List.of();
        }

        @Override
        public Labels select(int[] indices) {
            return new None(indices.length);
        }

        @Override
        public Labels renumber(int[] numbers, List<String> names) {
            return this;
        }

        @Override
        public boolean[] present() {
            return new boolean[0];
        }
    }

    /**
     * Exactly one class per example.
     *
     * @param classes class numbers (N), each in [0, classNames.size())
     */
    @SuppressWarnings("ArrayRecordComponent") // a column of data; never compared
    record Single(int[] classes, List<String> classNames) implements Labels {
        public Single {
            classNames = List.copyOf(classNames);
            for (int i = 0; i < classes.length; i++) {
                if (classes[i] < 0 || classes[i] >= classNames.size()) {
                    throw new IllegalArgumentException("Example " + i + " has class " + classes[i] + "; there are "
                            + classNames.size() + " classes, numbered from 0.");
                }
            }
        }

        @Override
        public int size() {
            return classes.length;
        }

        @Override
        public Labels select(int[] indices) {
            int[] selected = new int[indices.length];
            for (int i = 0; i < indices.length; i++) {
                selected[i] = classes[indices[i]];
            }
            return new Single(selected, classNames);
        }

        @Override
        public Labels renumber(int[] numbers, List<String> names) {
            return new Single(Arrays.stream(classes).map(c -> numbers[c]).toArray(), names);
        }

        @Override
        public boolean[] present() {
            boolean[] present = new boolean[classNames.size()];
            for (int each : classes) {
                present[each] = true;
            }
            return present;
        }
    }

    /**
     * Any number of classes per example.
     *
     * @param positives for each of N examples, an array of distinct class numbers in [0, classNames.size())
     */
    @SuppressWarnings("ArrayRecordComponent") // a column of data; never compared
    record Multi(int[][] positives, List<String> classNames) implements Labels {
        public Multi {
            classNames = List.copyOf(classNames);
            for (int i = 0; i < positives.length; i++) {
                for (int positive : positives[i]) {
                    if (positive < 0 || positive >= classNames.size()) {
                        throw new IllegalArgumentException("Example " + i + " has class " + positive + "; there are "
                                + classNames.size() + " classes, numbered from 0.");
                    }
                }
            }
        }

        @Override
        public int size() {
            return positives.length;
        }

        @Override
        public Labels select(int[] indices) {
            int[][] selected = new int[indices.length][];
            for (int i = 0; i < indices.length; i++) {
                selected[i] = positives[indices[i]];
            }
            return new Multi(selected, classNames);
        }

        @Override
        public Labels renumber(int[] numbers, List<String> names) {
            return new Multi(
                    Arrays.stream(positives)
                            .map(own -> Arrays.stream(own).map(c -> numbers[c]).toArray())
                            .toArray(int[][]::new),
                    names);
        }

        @Override
        public boolean[] present() {
            boolean[] present = new boolean[classNames.size()];
            for (int[] own : positives) {
                for (int each : own) {
                    present[each] = true;
                }
            }
            return present;
        }
    }
}
