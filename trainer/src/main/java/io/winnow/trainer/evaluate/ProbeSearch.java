package io.winnow.trainer.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.numeric.Lbfgs;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.run.SeedStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

/** Chooses the strength of the regularization of a {@link LinearProbe} on a validation split, and fits with it on all examples. */
final class ProbeSearch {
    private ProbeSearch() {}

    /**
     * Fits a probe.
     *
     * @param scope manager of the targets; the arrays of the search are attached to it
     * @param train (N, D)
     * @param targets (N, C)
     * @param seed determines the validation split
     * @param judge measures logits of some examples, which are given by their indices; larger is better
     */
    static FittedProbe fit(
            ProbeLoss loss,
            NDManager scope,
            NDArray train,
            NDArray targets,
            LinearProbe.Options options,
            long seed,
            LinearProbe.Watcher watcher,
            BiFunction<NDArray, int[], Double> judge) {
        int count = (int) train.getShape().get(0);
        int[] order = Permutation.of(count, seed, SeedStreams.PROBE_VALIDATION);
        int validationSize = Math.min(count - 1, Math.max(1, (int) Math.round(count * options.validationShare())));
        int[] validation = Arrays.copyOf(order, validationSize);
        int[] rest = Arrays.copyOfRange(order, validationSize, count);
        NDArray moments = ProbeScript.moments(train);
        moments.attach(scope);
        NDArray all = ProbeScript.standardise(train, moments);
        all.attach(scope);
        NDArray fitted = rows(all, rest);
        fitted.attach(scope);
        NDArray fittedTargets = rows(targets, rest);
        NDArray held = rows(all, validation);
        held.attach(scope);

        // Fits go from strong to weak regularization: a strong one converges quickly, and each fit starts where the one
        // before ended.
        List<Double> lambdas = new ArrayList<>(options.lambdas());
        lambdas.sort(Comparator.reverseOrder());
        double[] weights =
                new double[(int) (targets.getShape().get(1) * (train.getShape().get(1) + 1))];
        double[] bestWeights = weights;
        double bestLambda = lambdas.get(0);
        double best = Double.NEGATIVE_INFINITY;
        for (double lambda : lambdas) {
            weights = watched(loss, watcher)
                    .minimise(fitted, fittedTargets, lambda, weights, options)
                    .x();
            try (NDArray logits = FittedProbe.logits(held, weights)) {
                double figure = judge.apply(logits, validation);
                if (figure > best) {
                    best = figure;
                    bestLambda = lambda;
                    bestWeights = weights;
                }
            }
        }
        Lbfgs.Minimum refit = watched(loss, watcher).minimise(all, targets, bestLambda, bestWeights, options);
        moments.attach(train.getManager());
        return new FittedProbe(moments, refit.x(), bestLambda, best, refit.iterations());
    }

    private static ProbeLoss watched(ProbeLoss loss, LinearProbe.Watcher watcher) {
        watcher.fit();
        return (x, targets, weights) -> {
            NDList parts = loss.of(x, targets, weights);
            watcher.step();
            return parts;
        };
    }

    private static NDArray rows(NDArray x, int[] index) {
        try (NDArray rows =
                x.getManager().create(Arrays.stream(index).asLongStream().toArray())) {
            return ProbeScript.rows(x, rows);
        }
    }
}
