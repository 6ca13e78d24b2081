package io.winnow.datasets.label;

import java.util.List;

/** The labels of all examples of a data set, in its order. */
public sealed interface Labels {
    int size();

    /** Class names by class number; empty when there are no labels. */
    List<String> classNames();

    /** The labels of the examples {@code indices}, in that order. */
    Labels select(int[] indices);

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
    }

    /**
     * One class an example.
     *
     * @param classes (N), each in [0, classNames.size())
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
    }

    /**
     * Any number of classes an example.
     *
     * @param positives (N) arrays of distinct class numbers, each in [0, classNames.size())
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
    }
}
