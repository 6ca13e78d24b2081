package io.winnow.trainer.recipe.weak.bag;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.models.loss.ProportionLosses;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The losses of bags. */
public sealed interface BagLoss extends TargetLoss {
    /** The cross-entropy of the shares of a bag and the mean probabilities of its members. */
    @Kind("proportion")
    @Doc(
            "Cross-entropy of the shares of a bag and the mean probabilities of its members (DLLP). Batches consist of whole bags.")
    record Proportion() implements BagLoss {
        @Override
        public String name() {
            return "proportion";
        }

        @Override
        public boolean averagesExamples() {
            return false;
        }

        @Override
        public Bound bind(Labels given, NDManager manager) {
            BagLabels labels = (BagLabels) given;
            return (logits, shares, rows, weights, progress) -> {
                Map<Integer, Integer> places = new LinkedHashMap<>();
                long[] members = rows.toLongArray();
                long[] bags = new long[members.length];
                for (int i = 0; i < members.length; i++) {
                    int own = labels.bags()[(int) members[i]];
                    bags[i] = places.computeIfAbsent(own, bag -> places.size());
                }
                int classes = labels.classCount();
                float[] known = new float[places.size() * classes];
                places.forEach((bag, place) -> {
                    for (int k = 0; k < classes; k++) {
                        known[place * classes + k] = (float) labels.bagShares()[bag][k];
                    }
                });
                NDManager scope = rows.getManager();
                return ProportionLosses.proportion(
                        logits, scope.create(bags), scope.create(known, new Shape(places.size(), classes)));
            };
        }
    }

    /** EasyLLP (Busa-Fekete et al., arXiv 2302.03115). */
    @Kind("easy_llp")
    @Doc(
            "EasyLLP: an unbiased estimate of the loss of each example, for bags that were filled at random. Its variance grows with the"
                    + " size of the bags, and it may become negative, so stop early. Not valid for bags whose members have something in"
                    + " common.")
    record Easy() implements BagLoss {
        @Override
        public String name() {
            return "easy_llp";
        }

        @Override
        public Bound bind(Labels given, NDManager manager) {
            BagLabels labels = (BagLabels) given;
            int classes = labels.classCount();
            double[] prior = labels.shares();
            int[][] members = labels.members();
            float[] all = new float[labels.size() * classes];
            for (int b = 0; b < members.length; b++) {
                double[] own = ProportionLosses.easyWeights(labels.bagShares()[b], members[b].length, prior);
                for (int member : members[b]) {
                    for (int k = 0; k < classes; k++) {
                        all[member * classes + k] = (float) own[k];
                    }
                }
            }
            NDArray known = manager.create(all, new Shape(labels.size(), classes));
            return (logits, shares, rows, weights, progress) -> ProportionLosses.weighted(logits, known, rows);
        }
    }

    /** The shares of its bag for each example. */
    @Kind("mean_share")
    @Doc(
            "Cross-entropy with the shares of its bag for each example: a baseline, which is good for bags of almost one class.")
    record MeanShare() implements BagLoss {
        @Override
        public String name() {
            return "mean_share";
        }

        @Override
        public Bound bind(Labels given, NDManager manager) {
            return (logits, shares, rows, weights, progress) -> ProportionLosses.weighted(logits, shares);
        }
    }

    /** Returns the name of this loss in results. */
    String name();

    @Override
    default Optional<String> refuses(Target target, Labels given) {
        return given instanceof BagLabels ? Optional.empty() : Optional.of("needs the shares of the classes in bags");
    }
}
