package io.winnow.trainer.runpage;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.winnow.trainer.evaluate.CalibrationError;
import java.util.List;
import java.util.Map;

/** Something that the page shows, as its script draws it. */
public sealed interface Block {
    /** Returns the kind of the block, by which the script draws it. */
    @JsonProperty("kind")
    String kind();

    /** A paragraph. */
    record Text(String text) implements Block {
        @Override
        public String kind() {
            return "text";
        }
    }

    /** A paragraph that readers must not miss, such as that a run failed. */
    record Warning(String text) implements Block {
        @Override
        public String kind() {
            return "warning";
        }
    }

    /** Text that is shown as it is, such as a configuration. */
    record Code(String text) implements Block {
        @Override
        public String kind() {
            return "code";
        }
    }

    /** Blocks that are hidden until the reader opens them, and always printed. */
    record Folded(String title, List<Block> blocks) implements Block {
        public Folded {
            blocks = List.copyOf(blocks);
        }

        @Override
        public String kind() {
            return "folded";
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

        @Override
        public String kind() {
            return "table";
        }
    }

    /** Small charts side by side. */
    record Charts(List<Chart> charts) implements Block {
        public Charts {
            charts = List.copyOf(charts);
        }

        @Override
        public String kind() {
            return "charts";
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
    record Matrix(String title, List<String> names, int[][] counts) implements Block {
        @Override
        public String kind() {
            return "matrix";
        }
    }

    /** A reliability diagram. */
    record Reliability(String title, List<CalibrationError.Bin> bins) implements Block {
        public Reliability {
            bins = List.copyOf(bins);
        }

        @Override
        public String kind() {
            return "reliability";
        }
    }

    /** Examples. */
    record Cards(String title, List<Map<String, Object>> cards) implements Block {
        public Cards {
            cards = List.copyOf(cards);
        }

        @Override
        public String kind() {
            return "cards";
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
            List<Map<String, Object>> cards,
            List<Colouring> colourings,
            boolean diagonal)
            implements Block {
        @Override
        public String kind() {
            return "points";
        }
    }

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
