package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.random.Beta;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.models.loss.BatchLabelLosses;
import io.winnow.models.loss.Losses;
import io.winnow.models.loss.Mixup;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.recipe.BatchStreams;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Terms of the loss on examples that are made of those of a batch: unions, and mixtures if the loss has a term for them.
 *
 * @param mixtures whether there are mixtures of examples
 */
record LossTerms(
        Optional<UnionOptions> union,
        boolean mixtures,
        Target target,
        ClassifierModel model,
        TargetLoss.Bound loss,
        ExampleWeights weights) {
    /**
     * A batch whose outputs are known.
     *
     * @param rows positions of the examples among the training examples in use (B)
     * @param targets their labels (B, W)
     * @param outputs outputs of the head (B, O)
     * @param key key of the random draws of the batch
     * @param progress fraction of the training that is done, in [0, 1)
     */
    @SuppressWarnings("ArrayRecordComponent") // arguments of a step; never compared
    record Batch(
            ClassifierObjective.Step step, long[] rows, NDArray targets, NDArray outputs, long key, double progress) {
        NDManager manager() {
            return targets.getManager();
        }
    }

    /** Returns the loss on unions of the examples of a batch, with its weight. */
    Optional<NDArray> unions(Batch batch) {
        return union.map(options -> {
            NDArray features = batch.step.features();
            if (batch.progress == 0) {
                options.require(features);
            }
            NDManager scope = batch.manager();
            NDArray order = UnionOptions.partners(batch.rows.length, batch.key, scope);
            NDArray outputs = model.head(batch.step.store(), options.of(features, order));
            Mixup.Mixtures halves = new Mixup.Mixtures(order, scope.create(new float[] {0.5f}));
            return Losses.scaled(
                    loss.of(
                            outputs,
                            target.unions(batch.targets, order).orElseThrow(),
                            batch.step.rows(),
                            weights.of(batch.rows, Optional.of(halves), scope),
                            batch.progress),
                    options.weight());
        });
    }

    /**
     * Returns the term of the loss on mixtures: those of the first half of a batch, in random order, and the last half, all with the same
     * mixing coefficient. The middle one of an odd number of examples is in none, and a batch of one example has no such term.
     */
    Optional<NDArray> mixtures(Batch batch) {
        int half = batch.rows.length / 2;
        return loss.mixtureTerm().filter(term -> mixtures && half > 0).map(term -> {
            NDManager scope = batch.manager();
            NDArray images;
            BatchLabelLosses.Pairs pairs;
            try (Autograd.Recording pause = Autograd.pause()) {
                pairs = pairs(batch.rows.length, term.alpha(), batch.key, scope);
                images = Mixup.mix(batch.step.view(), pairs.first(), pairs.second(), pairs.share());
            }
            return term.of(
                    batch.outputs,
                    batch.targets,
                    model.logits(batch.step.store(), images),
                    pairs,
                    weights.of(batch.rows, Optional.empty(), scope));
        });
    }

    private static BatchLabelLosses.Pairs pairs(int batch, double alpha, long key, NDManager manager) {
        int half = batch / 2;
        long[] first = Arrays.stream(Permutation.of(half, key, BatchStreams.LOSS_PAIRS))
                .asLongStream()
                .toArray();
        double share = Beta.draw(alpha, alpha, CounterRandom.of(key, BatchStreams.LOSS_SHARE));
        return new BatchLabelLosses.Pairs(
                manager.create(first),
                manager.create(LongStream.range(batch - half, batch).toArray()),
                manager.create(new float[] {(float) share}, new Shape(1)));
    }
}
