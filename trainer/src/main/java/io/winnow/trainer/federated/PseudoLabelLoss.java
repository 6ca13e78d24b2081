package io.winnow.trainer.federated;

import java.util.List;

/**
 * The loss of FedLabel's learner on pseudo-labelled examples, and its gradients: cross-entropy of the strongly changed copies, and, where both
 * experts agree, the divergence of the learner on plain copies from one of them.
 *
 * @param crossEntropy mean over the chosen examples; 0 if there is none
 * @param consistency mean over the chosen examples on which both agree, weighted by the ratio of the scores; 0 if there is none
 * @param strongGradient gradient of the cross-entropy with respect to the logits of the chosen examples, in their order
 * @param plainGradient gradient of {@code weight} times the consistency with respect to the logits of the same examples
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PseudoLabelLoss(
        double crossEntropy, double consistency, double[][] strongGradient, double[][] plainGradient) {
    /** From which expert the learner must not diverge. */
    public enum Target {
        /** The locally trained one, as in the published code. */
        LOCAL,
        /** The one that did not choose the label, which has what the learner does not know yet. */
        OTHER
    }

    /**
     * Computes the loss.
     *
     * @param chosen pseudo-labels
     * @param strong logits of the learner for strongly changed copies of all examples (B, K)
     * @param plain logits of the learner for plain copies (B, K)
     * @param local logits of the local expert for plain copies (B, K)
     * @param global the same of the global expert
     * @param weight weight of the consistency
     */
    public static PseudoLabelLoss of(
            List<ExpertChoice> chosen,
            double[][] strong,
            double[][] plain,
            double[][] local,
            double[][] global,
            Target target,
            double weight) {
        double crossEntropy = 0;
        double consistency = 0;
        double[][] strongGradient = new double[chosen.size()][];
        double[][] plainGradient = new double[chosen.size()][];
        long agreeing = chosen.stream().filter(ExpertChoice::agree).count();
        for (int i = 0; i < chosen.size(); i++) {
            ExpertChoice each = chosen.get(i);
            double[] p = ExpertChoice.softmax(strong[each.example()]);
            crossEntropy -= Math.log(p[each.label()]) / chosen.size();
            strongGradient[i] = new double[p.length];
            for (int k = 0; k < p.length; k++) {
                strongGradient[i][k] = (p[k] - (k == each.label() ? 1 : 0)) / chosen.size();
            }
            plainGradient[i] = new double[p.length];
            if (each.agree()) {
                boolean fromLocal = target == Target.LOCAL || !each.local();
                double[] expert = ExpertChoice.softmax((fromLocal ? local : global)[each.example()]);
                double[] learner = ExpertChoice.softmax(plain[each.example()]);
                for (int k = 0; k < expert.length; k++) {
                    double share = each.ratio() / agreeing;
                    consistency += expert[k] > 0 ? share * expert[k] * Math.log(expert[k] / learner[k]) : 0;
                    plainGradient[i][k] = weight * share * (learner[k] - expert[k]);
                }
            }
        }
        return new PseudoLabelLoss(crossEntropy, consistency, strongGradient, plainGradient);
    }
}
