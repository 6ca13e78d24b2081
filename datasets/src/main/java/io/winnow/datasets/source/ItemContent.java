package io.winnow.datasets.source;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What the items of a data set are, as a file says it. */
public sealed interface ItemContent {
    int size();

    /** Returns the content of the items {@code indices}, in that order. */
    ItemContent select(int[] indices);

    /**
     * Texts.
     *
     * @param parts for each item, its parts in order (N, P), of which those that are blank are left out; of a pair, both
     * @param pair whether the two parts of an item are a pair
     */
    record Texts(List<List<String>> parts, boolean pair) implements ItemContent {
        public Texts {
            parts = List.copyOf(parts);
        }

        @Override
        public int size() {
            return parts.size();
        }

        @Override
        public Texts select(int[] indices) {
            return new Texts(Arrays.stream(indices).mapToObj(parts::get).toList(), pair);
        }
    }

    /**
     * Files.
     *
     * @param root the folder in which they are
     * @param paths path of the file of each item (N), below the root
     */
    record Files(Path root, List<Path> paths) implements ItemContent {
        public Files {
            paths = List.copyOf(paths);
        }

        @Override
        public int size() {
            return paths.size();
        }

        @Override
        public Files select(int[] indices) {
            return new Files(root, Arrays.stream(indices).mapToObj(paths::get).toList());
        }
    }

    /**
     * Values of columns.
     *
     * @param columns names of the columns (C)
     * @param cells for each item, the values as text (N, C); an empty text if a value is missing
     * @param decimal how the cells write numbers
     */
    record Values(List<String> columns, List<List<String>> cells, Decimal decimal) implements ItemContent {
        public Values {
            columns = List.copyOf(columns);
            cells = List.copyOf(cells);
        }

        /** Values whose numbers have a decimal point. */
        public Values(List<String> columns, List<List<String>> cells) {
            this(columns, cells, Decimal.POINT);
        }

        @Override
        public int size() {
            return cells.size();
        }

        @Override
        public Values select(int[] indices) {
            return new Values(
                    columns, Arrays.stream(indices).mapToObj(cells::get).toList(), decimal);
        }
    }
}
