package io.winnow.trainer.audit;

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
    /**
     * Returns the verdict of a method. With enough answers, probabilities are calibrated with them ({@link CheckedAnswers#calibrated}).
     * Otherwise, the log-odds of all probabilities are shifted by one number such that their mean is the estimated share: the probabilities
     * that models give to other classes than the given one include their own ignorance, and would on average be far too high.
     *
     * @param answers what a person said of random examples, if they were checked
     */
    public static Verdict of(LabelAudit audit, String method, Optional<CheckedAnswers> answers) {
        Opinion opinion = audit.opinions().get(method);
        NoiseEstimate estimate = answers.map(each -> each.estimate(opinion.wrong().length))
                .orElseGet(() -> NoiseEstimate.guess(
                        audit.unseen(), audit.joint(), audit.given().classes()));
        Optional<float[]> calibrated = answers.flatMap(each -> each.calibrated(opinion.wrong()));
        float[] wrong = calibrated.orElseGet(() -> LogOdds.shifted(LogOdds.of(opinion.wrong()), estimate.share()));
        return new Verdict(method, opinion, wrong, estimate, calibrated.isPresent());
    }
}
