package io.winnow.trainer.loop;

import io.winnow.trainer.evaluate.Proportion;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a training of a project gave, in {@code report.json} of its round.
 *
 * @param round number of the round
 * @param answers number of items with an answer, test items included
 * @param trained number of labelled items that the classifier was fitted to
 * @param byClass number of these items by class
 * @param accuracy share of test items whose label is right; if items may have several classes, all of them must be. Empty without test labels
 * @param microF1 F1 over all pairs of a test item and a class; only if items may have several classes
 * @param calibrationError expected calibration error on the test items
 * @param classMean mean over the classes of the share of their test items that are classified right; of F1 if items may have several classes
 * @param rare scores of the rare class; empty if none is looked for
 * @param kappa agreement with the model of the round before on a fixed sample of the items (Cohen's kappa); empty for the first
 * @param shown share of answers that agree with a guess that people saw
 * @param blind share of answers that agree with a guess that people did not see
 * @param random share of answers with the rare class among items that were drawn at random in the last rounds
 * @param rareShare share of the rare class among all items, or among the unasked ones; empty if no random item has a label
 * @param unasked number of items that nobody was asked about
 */
public record RoundReport(
        int round,
        int answers,
        int trained,
        Map<String, Integer> byClass,
        Optional<Proportion> accuracy,
        Optional<Interval> microF1,
        Optional<Double> calibrationError,
        Optional<Interval> classMean,
        Optional<Rare> rare,
        Optional<Double> kappa,
        Optional<Proportion> shown,
        Optional<Proportion> blind,
        Optional<Proportion> random,
        Optional<RareShare> rareShare,
        int unasked) {
    /** A figure with its 95% interval by the bootstrap over test items (Efron 1979; percentiles of 1000 samples), or that of a share. */
    public record Interval(double value, double low, double high) {}

    /**
     * How well a rare class is found among the test items.
     *
     * @param f1 F1; empty if no test item is of the class
     * @param averagePrecision mean precision over the ranks of the items of the class, by its probability; empty if no test item is of it
     * @param positives number of test items of the class
     */
    public record Rare(Optional<Interval> f1, Optional<Double> averagePrecision, int positives) {
        /** Number of positives below which the figures are rough. */
        private static final int FEW = 30;

        /** What is known of the class, as part of a line for people. */
        String said() {
            if (positives == 0 || f1.isEmpty()) {
                return "F1 of the rare class unknown, because no labelled test item is of it";
            }
            return String.format(
                            Locale.ROOT,
                            "F1 of the rare class %.3f [%.3f, %.3f] of %d positives",
                            f1.get().value(),
                            f1.get().low(),
                            f1.get().high(),
                            positives)
                    + (positives < FEW ? " (fewer than " + FEW + ", so take it as a rough figure)" : "");
        }
    }

    /** Returns the figure of {@link LoopTask#figure}: F1 if items may have several classes, and otherwise the accuracy. */
    Optional<Interval> figure() {
        return microF1.or(() -> accuracy.map(share -> new Interval(share.share(), share.low(), share.high())));
    }

    void write(Path folder) throws IOException {
        AtomicFiles.write(folder.resolve(LoopRound.REPORT), Json.page(this));
    }

    /** Returns the report of a round; empty if it was not trained after it. */
    static Optional<RoundReport> read(Path folder) throws IOException {
        Path file = folder.resolve(LoopRound.REPORT);
        return Files.exists(file) ? Optional.of(Json.read(file, RoundReport.class)) : Optional.empty();
    }
}
