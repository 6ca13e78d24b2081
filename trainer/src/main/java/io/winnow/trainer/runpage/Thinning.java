package io.winnow.trainer.runpage;

import io.winnow.trainer.page.Curve;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Thins long curves without hiding their extremes: a curve is cut into sections with equally many points, of which those with the smallest
 * and the largest value stay; of a mean with a band, the mean of the section and the outer edges of its band. The first and the last
 * point always stay.
 */
final class Thinning {
    /** Number of sections. A chart is about 400 pixels wide, and a page may have a hundred curves. */
    static final int SECTIONS = 100;

    /** Number of points up to which a curve stays as it is. */
    static final int MOST = 2 * SECTIONS;

    private Thinning() {}

    /** Thins a curve with more than {@link #MOST} points; others stay as they are. */
    static Curve of(Curve curve) {
        if (curve.x().length <= MOST) {
            return curve;
        }
        return curve.low() == null ? extremes(curve) : means(curve);
    }

    private static Curve extremes(Curve curve) {
        int[] kept = IntStream.concat(
                        IntStream.of(0, curve.x().length - 1),
                        IntStream.range(0, SECTIONS).flatMap(section -> {
                            int begin = begin(section, curve);
                            int least = begin;
                            int most = begin;
                            for (int i = begin; i < begin(section + 1, curve); i++) {
                                least = curve.y()[i] < curve.y()[least] ? i : least;
                                most = curve.y()[i] > curve.y()[most] ? i : most;
                            }
                            return IntStream.of(least, most);
                        }))
                .sorted()
                .distinct()
                .toArray();
        return Curve.of(curve.name(), chosen(curve.x(), kept), chosen(curve.y(), kept));
    }

    private static Curve means(Curve curve) {
        List<double[]> sections = new ArrayList<>(); // x, y, low, high
        sections.add(new double[] {curve.x()[0], curve.y()[0], curve.low()[0], curve.high()[0]});
        for (int section = 0; section < SECTIONS; section++) {
            int begin = begin(section, curve);
            int end = begin(section + 1, curve);
            sections.add(new double[] {
                curve.x()[end - 1],
                IntStream.range(begin, end)
                        .mapToDouble(i -> curve.y()[i])
                        .average()
                        .orElseThrow(),
                IntStream.range(begin, end)
                        .mapToDouble(i -> curve.low()[i])
                        .min()
                        .orElseThrow(),
                IntStream.range(begin, end)
                        .mapToDouble(i -> curve.high()[i])
                        .max()
                        .orElseThrow()
            });
        }
        return new Curve(
                curve.name(), column(sections, 0), column(sections, 1), column(sections, 2), column(sections, 3));
    }

    private static int begin(int section, Curve curve) {
        return (int) ((long) section * curve.x().length / SECTIONS);
    }

    private static double[] chosen(double[] values, int[] kept) {
        return IntStream.of(kept).mapToDouble(i -> values[i]).toArray();
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }
}
