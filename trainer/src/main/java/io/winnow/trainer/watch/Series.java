package io.winnow.trainer.watch;

import java.util.ArrayList;
import java.util.List;

/**
 * The points of a curve, thinned to a number that can be drawn. Neighbouring points form groups of the same size, of which the lowest and the
 * highest point are kept, so that no peak is lost. Whenever there are too many groups, two neighbours become one.
 */
final class Series {
    /** Number of groups; a chart has fewer pixels per point beyond twice as many points. */
    private static final int MOST_GROUPS = 400;

    private List<Group> groups = new ArrayList<>();
    private int groupSize = 1;
    private Point last;

    /** A value that was measured at a step. */
    record Point(long step, double value) {}

    private record Group(int count, Point low, Point high) {
        Group with(Group later) {
            return new Group(
                    count + later.count,
                    later.low.value < low.value ? later.low : low,
                    later.high.value > high.value ? later.high : high);
        }
    }

    /** Adds a point. A value that is not finite cannot be drawn and is left out. */
    void add(long step, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        last = new Point(step, value);
        Group added = new Group(1, last, last);
        int end = groups.size() - 1;
        if (end >= 0 && groups.get(end).count < groupSize) {
            groups.set(end, groups.get(end).with(added));
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

    /** Returns the kept points in the order in which they were added; the last one is always among them. */
    List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (Group group : groups) {
            boolean rises = group.low.step <= group.high.step;
            points.add(rises ? group.low : group.high);
            if (group.low != group.high) {
                points.add(rises ? group.high : group.low);
            }
        }
        if (last != null && points.get(points.size() - 1) != last) {
            points.add(last);
        }
        return points;
    }
}
