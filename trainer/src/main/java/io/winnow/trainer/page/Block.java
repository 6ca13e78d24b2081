package io.winnow.trainer.page;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;

/** Something that a page shows, as the script {@code blocks.js} draws it. Pages on data and on runs consist of them. */
public sealed interface Block {
    /** Returns the kind of the block, by which the script draws it: the name of its class in lower case. */
    @JsonProperty("kind")
    default String kind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** A paragraph. */
    record Text(String text) implements Block {}

    /** A paragraph that readers must not miss, such as that a run failed. */
    record Warning(String text) implements Block {}

    /** Text that is shown as it is, such as a configuration. */
    record Code(String text) implements Block {}

    /** Blocks that are hidden until the reader opens them, and always printed. */
    record Folded(String title, List<Block> blocks) implements Block {
        public Folded {
            blocks = List.copyOf(blocks);
        }
    }

    /**
     * A table. Its first column is aligned to the left, and cells with words are, too.
     *
     * @param title what it shows; empty if the section says so
     * @param header names of the columns
     * @param rows the cells of each row
     */
    record Table(String title, List<String> header, List<List<String>> rows) implements Block {
        public Table {
            header = List.copyOf(header);
            rows = List.copyOf(rows);
        }
    }

    /**
     * Blocks side by side where the page is wide enough, and otherwise one below the other.
     *
     * @param title what they have in common
     */
    record Beside(String title, List<Block> blocks) implements Block {
        public Beside {
            blocks = List.copyOf(blocks);
        }
    }

    /** Small charts side by side. */
    record Charts(List<Chart> charts) implements Block {
        public Charts {
            charts = List.copyOf(charts);
        }
    }

    /**
     * A chart of curves over steps.
     *
     * @param title what they show
     * @param stages where each stage begins on the horizontal axis, in order
     * @param curves the curves
     * @param note what was left out of the chart; empty if nothing was
     */
    record Chart(String title, List<Begin> stages, List<Curve> curves, String note) {
        public Chart {
            stages = List.copyOf(stages);
            curves = List.copyOf(curves);
        }
    }

    /** Where a stage begins on the horizontal axis of a chart. */
    record Begin(String stage, long at) {}

    /**
     * A confusion matrix.
     *
     * @param names names of the classes (K)
     * @param counts numbers of examples (K, K): rows are labels, columns are predictions
     */
    @SuppressWarnings("ArrayRecordComponent") // written as JSON; never compared
    record Matrix(String title, List<String> names, int[][] counts) implements Block {}

    /** A reliability diagram. */
    record Reliability(String title, List<Bin> bins) implements Block {
        public Reliability {
            bins = List.copyOf(bins);
        }
    }

    /**
     * Predictions of about the same confidence.
     *
     * @param confidence mean confidence
     * @param accuracy share of them that is right
     * @param count number of them
     */
    record Bin(double confidence, double accuracy, long count) {}

    /**
     * Examples.
     *
     * @param title what they have in common
     * @param together number of successive examples that belong together: 2 for pairs, and otherwise 1
     */
    record Cards(String title, List<Card> cards, int together) implements Block {
        public Cards {
            cards = List.copyOf(cards);
        }

        /** Examples of which each stands alone. */
        public Cards(String title, List<Card> cards) {
            this(title, cards, 1);
        }
    }

    /**
     * Bars with labels.
     *
     * @param title what they show
     * @param labels what each bar stands for
     * @param series the bars of each series
     */
    record Bars(String title, List<String> labels, List<Series> series) implements Block {
        public Bars {
            labels = List.copyOf(labels);
            series = List.copyOf(series);
        }
    }

    /** Bars of one kind: their name and their values, one for each label. */
    record Series(String name, List<Double> values) {
        public Series {
            values = List.copyOf(values);
        }
    }

    /**
     * Points in a plane.
     *
     * @param title what they are
     * @param x title of the horizontal axis
     * @param y title of the vertical axis
     * @param points coordinates (N, 2)
     * @param cards the example of each point, which is shown when a reader points at it (N)
     * @param colourings ways to colour the points; empty if all have the same colour
     * @param diagonal whether the line y = x is drawn
     */
    @SuppressWarnings("ArrayRecordComponent") // written as JSON; never compared
    record Points(
            String title,
            String x,
            String y,
            double[][] points,
            List<Card> cards,
            List<Colouring> colourings,
            boolean diagonal)
            implements Block {}

    /**
     * A way to colour points.
     *
     * @param name what the colours mean
     * @param names names of the colours
     * @param numbers number of the colour of each point (N); -1 if it has none
     */
    @SuppressWarnings("ArrayRecordComponent") // written as JSON; never compared
    record Colouring(String name, List<String> names, int[] numbers) {}
}
