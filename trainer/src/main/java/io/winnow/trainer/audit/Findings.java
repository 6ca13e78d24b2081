package io.winnow.trainer.audit;

import io.winnow.datasets.label.LabelText;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.calibrate.NeighbourVotes;
import java.util.List;
import java.util.stream.Stream;

/** What an audit says of the labels of N examples, whatever the labels are. Rows are numbers of examples in the audit. */
public sealed interface Findings
        permits ClassFindings, SetFindings, LevelFindings, ResidualFindings, DistributionFindings {
    /** How a person changes a label. */
    enum Answer {
        /** By choosing one of the classes or levels. */
        CLASS,
        /** By adding classes and taking classes away. */
        SET,
        /** By typing a number. */
        NUMBER
    }

    /**
     * A line of the list of all labels.
     *
     * @param row row of the example
     * @param values values of {@link #columns}
     */
    record Line(int row, List<Object> values) {}

    /** Returns how a person changes a label. */
    Answer answer();

    /** Returns the name of the method that ranks the labels. */
    String method();

    /** Returns what {@link Suspect#wrong} is: {@code wrong} if it is the probability that the label is wrong, or the name of a score. */
    String measure();

    /** Returns the audit that found them. */
    Audited audit();

    /** Returns the audited labels (N). */
    default Labels given() {
        return audit().given();
    }

    /** Returns the number of examples (N). */
    default int size() {
        return given().size();
    }

    /** Returns the nearest neighbours of each example. */
    default NeighbourVotes neighbours() {
        return audit().neighbours();
    }

    /** Returns what the audit found, in sentences for people. */
    String sentence();

    /** Returns the classes or levels that a label may name; empty if labels are numbers. */
    default List<String> names() {
        return given().classNames();
    }

    /** Returns the whole label of an example, as a label file has it. */
    default String label(int row) {
        return LabelText.of(given(), row);
    }

    /**
     * Returns the most suspicious labels, most suspicious first in each list.
     *
     * @param most largest number of labels of each list
     */
    List<Suspect> suspects(int most);

    /**
     * Returns the nearest other examples whose own label disagrees with the given one, nearest first. For levels, numbers and distributions,
     * these are the ones whose label is closer to the suggestion.
     *
     * @param most largest number of examples
     */
    int[] disagreeing(Suspect suspect, int most);

    /** Returns the columns of the list of all labels. If one is {@code corrected}, the list can label the next training. */
    List<String> columns();

    /** Returns the lines of the list of all labels, most suspicious first. */
    Stream<Line> lines();
}
