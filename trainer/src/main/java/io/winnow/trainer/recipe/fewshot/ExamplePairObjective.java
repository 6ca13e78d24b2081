package io.winnow.trainer.recipe.fewshot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.loss.PairLosses;
import io.winnow.trainer.modality.TaskData;

/** The squared error of the cosines of pairs of examples, whose target is 1 if they have a common class and else 0 (fusionsent.md, section 3). */
final class ExamplePairObjective extends TunedObjective {
    private final boolean inBatch;

    ExamplePairObjective(
            TuneOptions tune, ExamplePairs options, ExampleClasses classes, TaskData data, NDManager parent) {
        super(tune, options.training(), classes, data, parent);
        inBatch = options.pairs() == ExamplePairs.Pairs.IN_BATCH;
    }

    @Override
    NDArray loss(NDArray examples, int[] rows, ParameterStore store, long key, NDManager scope) {
        NDArray vectors = encode(store, examples);
        return inBatch
                ? PairLosses.allPairsCosine(vectors, all(rows, scope))
                : PairLosses.neighboursCosine(vectors, neighbours(rows, scope));
    }

    private NDArray all(int[] rows, NDManager scope) {
        float[] same = new float[rows.length * rows.length];
        for (int i = 0; i < same.length; i++) {
            same[i] = classes().meet(rows[i / rows.length], rows[i % rows.length]) ? 1 : 0;
        }
        return scope.create(same, new Shape(rows.length, rows.length));
    }

    private NDArray neighbours(int[] rows, NDManager scope) {
        float[] same = new float[rows.length / 2];
        for (int i = 0; i < same.length; i++) {
            same[i] = classes().meet(rows[2 * i], rows[2 * i + 1]) ? 1 : 0;
        }
        return scope.create(same);
    }
}
