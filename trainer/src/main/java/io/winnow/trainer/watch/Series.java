package io.winnow.trainer.watch;

import java.util.ArrayList;
import java.util.List;

/**
 * A curve, thinned to a number of points that can be drawn. Neighbouring values form groups of the same size, of which the mean, the lowest and
 * the highest value are kept, so that no peak is lost. Whenever there are too many groups, two neighbours become one.
 */
final class Series {
    /** Number of groups, about that of the pixels of a chart. An even number. */
    static final int MOST_GROUPS = 400;

    private List<Group> groups = new ArrayList<>();
    private int groupSize = 1;

    /** Consecutive values. */
    private record Group(int count, double stepSum, double sum, double low, double high) {
        Group with(Group later) {
            return new Group(
                    count + later.count,
                    stepSum + later.stepSum,
                    sum + later.sum,
                    Math.min(low, later.low),
                    Math.max(high, later.high));
        }
    }

    /**
     * A point of a curve.
     *
     * @param step mean of the steps of its values, rounded
     * @param mean mean of its values
     */
    record Point(long step, double mean, double low, double high) {}

    /** Adds a value. One that is not finite cannot be drawn and is left out. */
    void add(long step, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        Group added = new Group(1, step, value, value, value);
        int last = groups.size() - 1;
        if (last >= 0 && groups.get(last).count < groupSize) {
            groups.set(last, groups.get(last).with(added));
            return;
        }
        if (groups.size() == MOST_GROUPS) {
            halve();
        }
        groups.add(added);
    }

    private void halve() {
        List<Group> joined = new ArrayList<>();
        for (int i = 0; i < groups.size(); i += 2) {
            joined.add(groups.get(i).with(groups.get(i + 1)));
        }
        groups = joined;
        groupSize *= 2;
    }

    /** Whether values have been joined. Otherwise each point is a value. */
    boolean isThinned() {
        return groupSize > 1;
    }

    /** Returns the points in the order in which their values were added. */
    List<Point> points() {
        return groups.stream()
                .map(group -> new Point(
                        Math.round(group.stepSum / group.count), group.sum / group.count, group.low, group.high))
                .toList();
    }
}
