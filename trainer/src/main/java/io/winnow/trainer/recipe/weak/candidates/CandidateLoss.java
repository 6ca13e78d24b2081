package io.winnow.trainer.recipe.weak.candidates;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.models.loss.CandidateLosses;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Map;
import java.util.Optional;

/** The losses of candidates. */
public sealed interface CandidateLoss extends TargetLoss {
    /** The likelihood of the set of candidates. */
    @Kind("likelihood")
    @Doc("-log of the total probability of the candidates.")
    record Likelihood() implements CandidateLoss {
        @Override
        public Bound bind(Labels given, NDManager manager) {
            return (logits, candidates, rows, weights, progress) ->
                    Losses.candidates(logits, candidates, weights.orElseGet(() -> ones(candidates)));
        }
    }

    /** Equal shares for all candidates. */
    @Kind("average")
    @Doc("Cross-entropy with equal shares of all candidates, which never decides between them: a baseline.")
    record Average() implements CandidateLoss {
        @Override
        public Bound bind(Labels given, NDManager manager) {
            return (logits, candidates, rows, weights, progress) -> Losses.crossEntropy(
                    logits, CandidateLosses.shares(candidates), weights.orElseGet(() -> ones(candidates)));
        }
    }

    /** Progressive identification (PRODEN, Lv et al., ICML 2020). */
    @Kind("progressive")
    @Doc(
            "Progressive identification (PRODEN): cross-entropy with shares of the candidates, which are equal at first, and"
                    + " then those that the network gave them when it saw the example before.")
    record Progressive() implements CandidateLoss {
        @Override
        public boolean averagesExamples() {
            return false;
        }

        @Override
        public Bound bind(Labels given, NDManager manager) {
            CandidateLabels labels = (CandidateLabels) given;
            NDArray shares = manager.create(equalShares(labels), new Shape(labels.size(), labels.classCount()));
            return new Bound() {
                @Override
                public NDArray of(
                        NDArray logits, NDArray candidates, NDArray rows, Optional<NDArray> weights, double progress) {
                    NDArray before = CandidateLosses.renewed(shares, rows, candidates, logits);
                    return Losses.crossEntropy(logits, before, weights.orElseGet(() -> ones(candidates)));
                }

                @Override
                public Map<String, NDArray> state() {
                    return Map.of("candidate_shares", shares);
                }
            };
        }

        private static float[] equalShares(CandidateLabels labels) {
            int classes = labels.classCount();
            float[] shares = new float[Math.multiplyExact(labels.size(), classes)];
            for (int i = 0; i < labels.size(); i++) {
                for (int each : labels.candidates()[i]) {
                    shares[i * classes + each] = 1f / labels.candidates()[i].length;
                }
            }
            return shares;
        }
    }

    @Override
    default Optional<String> refuses(Target target, Labels given) {
        return given instanceof CandidateLabels ? Optional.empty() : Optional.of("needs candidates for the class");
    }

    private static NDArray ones(NDArray candidates) {
        return candidates.getManager().ones(new Shape(candidates.getShape().get(0)));
    }
}
