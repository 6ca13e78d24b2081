package io.winnow.trainer.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** A part of a section of the page. */
public sealed interface Block {
    /** Returns the kind of the block, by which the page draws it. */
    @JsonProperty("kind")
    String kind();

    /** A paragraph. */
    record Sentence(String text) implements Block {
        @Override
        public String kind() {
            return "sentence";
        }
    }

    /**
     * A table, whose first column is aligned to the left.
     *
     * @param title what it shows
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

    /**
     * Items.
     *
     * @param title what they have in common
     * @param together number of successive items that belong together: 2 for pairs, and otherwise 1
     */
    record Cards(String title, List<Card> cards, int together) implements Block {
        public Cards {
            cards = List.copyOf(cards);
        }

        /** Items of which each stands alone. */
        Cards(String title, List<Card> cards) {
            this(title, cards, 1);
        }

        @Override
        public String kind() {
            return "cards";
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

        @Override
        public String kind() {
            return "bars";
        }
    }

    /** Bars of one kind: their name and their values, one for each label. */
    record Series(String name, List<Double> values) {
        public Series {
            values = List.copyOf(values);
        }
    }
}
