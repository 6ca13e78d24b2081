package io.winnow.trainer.audit;

import io.winnow.trainer.evaluate.ScoreCalibration;
import java.util.Optional;

/**
 * What the audit reports of each label: the opinion of one method, which ranks the labels, with probabilities that agree with the estimated
 * share of wrong labels.
 *
 * @param method name of the method
 * @param opinion its opinion
 * @param wrong probability that each label is wrong (N), never lower for a label that the opinion suspects more
 * @param estimate estimated share of wrong labels
 * @param calibrated whether the probabilities were calibrated with the answers of a person
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record Verdict(String method, Opinion opinion, float[] wrong, NoiseEstimate estimate, boolean calibrated) {
    private static final double EDGE = 1e-6;
    private static final int STEPS = 60;
    private static final double FARTHEST = 40;

    /**
     * Returns the verdict of a method. With enough answers, probabilities are calibrated by isotonic regression on them. Otherwise, the
     * log-odds of all probabilities are shifted by one number such that their mean is the estimated share: the probabilities that models
     * give to other classes than the given one include their own ignorance, and would on average be far too high.
     *
     * @param answers what a person said of random examples, if they were checked
     */
    public static Verdict of(LabelAudit audit, String method, Optional<CheckedAnswers> answers) {
        Opinion opinion = audit.opinions().get(method);
        NoiseEstimate estimate = answers.map(each -> NoiseEstimate.of(each.share()))
                .orElseGet(() -> NoiseEstimate.guess(
                        audit.opinions().get(LabelAudit.MEAN),
                        audit.joint(),
                        audit.given().classes()));
        Optional<ScoreCalibration> calibration = answers.flatMap(each -> each.calibration(opinion.wrong()));
        float[] wrong = opinion.wrong().clone();
        if (calibration.isPresent()) {
            for (int i = 0; i < wrong.length; i++) {
                wrong[i] = (float) calibration.get().score(1.0 - wrong[i]);
            }
        } else {
            shift(wrong, estimate.share());
        }
        return new Verdict(method, opinion, wrong, estimate, calibration.isPresent());
    }

    /** Shifts the log-odds of probabilities such that their mean is {@code share}. */
    static void shift(float[] probabilities, double share) {
        double low = -FARTHEST;
        double high = FARTHEST;
        for (int step = 0; step < STEPS; step++) {
            double middle = (low + high) / 2;
            double sum = 0;
            for (float each : probabilities) {
                sum += shifted(each, middle);
            }
            if (sum < share * probabilities.length) {
                low = middle;
            } else {
                high = middle;
            }
        }
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = (float) shifted(probabilities[i], (low + high) / 2);
        }
    }

    private static double shifted(double probability, double by) {
        double inner = Math.max(EDGE, Math.min(1 - EDGE, probability));
        return 1 / (1 + (1 - inner) / inner * Math.exp(-by));
    }
}
