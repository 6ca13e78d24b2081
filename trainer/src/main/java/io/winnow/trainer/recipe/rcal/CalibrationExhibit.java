package io.winnow.trainer.recipe.rcal;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.calibrate.ClassGaussians;
import io.winnow.trainer.evaluate.LabelPurity;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.FinishedRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the calibration of a run did with each class: the examples that it kept, their purity, and where the center of the class lies. */
final class CalibrationExhibit {
    private CalibrationExhibit() {}

    /**
     * Returns the exhibit; empty if the run has neither points nor known purities.
     *
     * @param names names of the classes (K)
     */
    static Optional<Exhibit> of(FinishedRun run, Rcal recipe, List<String> names, NDManager manager)
            throws IOException {
        Optional<List<LabelPurity>> purity = Calibration.purity(run.stage(Rcal.CALIBRATE));
        Optional<double[][]> centers = Calibration.points(recipe, run.stage(Rcal.CALIBRATE), manager)
                .map(points -> centers(points, names.size()));
        if (purity.isEmpty() && centers.isEmpty()) {
            return Optional.empty();
        }
        List<String> header = new ArrayList<>(List.of("class"));
        if (purity.isPresent()) {
            header.addAll(List.of("given", "kept", "purity before", "purity after"));
        }
        if (centers.isPresent()) {
            header.addAll(List.of("nearest other center", "cosine"));
        }
        List<List<String>> rows = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            List<String> row = new ArrayList<>(List.of(names.get(k)));
            if (purity.isPresent()) {
                LabelPurity own = purity.get().get(k);
                row.addAll(List.of(
                        Integer.toString(own.given()),
                        Integer.toString(own.kept()),
                        percent(own.before()),
                        percent(own.after())));
            }
            if (centers.isPresent()) {
                row.addAll(nearest(k, centers.get(), names));
            }
            rows.add(row);
        }
        return Optional.of(new Exhibit.Table("Class centers and purity", text(purity, centers), header, rows));
    }

    private static String text(Optional<?> purity, Optional<?> centers) {
        return (purity.isEmpty()
                        ? ""
                        : "The calibration estimates the Gaussian of each class from the examples that it keeps."
                                + " Purity is the share of right labels, before and after this selection; it is known"
                                + " because the true labels are. ")
                + (centers.isEmpty()
                        ? ""
                        : "The center of a class is the mean of the points that were sampled from its calibrated"
                                + " Gaussian. Classes whose centers have a cosine near 1 are hard to tell apart. ")
                + "The calibration happens once, before the classifier is trained, so that there are no figures by"
                + " epoch.";
    }

    /** The mean of the points of each class (K, D); of a class without points, all entries are 0. */
    static double[][] centers(ClassGaussians.Points points, int classes) {
        int width = (int) points.vectors().getShape().get(1);
        float[] values = points.vectors().toFloatArray();
        double[][] centers = new double[classes][width];
        int[] counts = new int[classes];
        for (int i = 0; i < points.classes().length; i++) {
            int own = points.classes()[i];
            counts[own]++;
            for (int d = 0; d < width; d++) {
                centers[own][d] += values[i * width + d];
            }
        }
        for (int k = 0; k < classes; k++) {
            for (int d = 0; d < width; d++) {
                centers[k][d] /= Math.max(1, counts[k]);
            }
        }
        return centers;
    }

    private static List<String> nearest(int own, double[][] centers, List<String> names) {
        int best = -1;
        double highest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < centers.length; k++) {
            double cosine = cosine(centers[own], centers[k]);
            if (k != own && cosine > highest) {
                best = k;
                highest = cosine;
            }
        }
        return best < 0 ? List.of("", "") : List.of(names.get(best), String.format(Locale.ROOT, "%.3f", highest));
    }

    private static double cosine(double[] a, double[] b) {
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int d = 0; d < a.length; d++) {
            product += a[d] * b[d];
            squaresA += a[d] * a[d];
            squaresB += b[d] * b[d];
        }
        return product / Math.sqrt(squaresA * squaresB);
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }
}
