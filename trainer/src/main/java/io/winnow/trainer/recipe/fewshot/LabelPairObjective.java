package io.winnow.trainer.recipe.fewshot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.random.Permutation;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.BatchStreams;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * A loss on all pairs of the examples of a batch and the texts of classes, which gives in expectation that of pairs which are drawn one by one
 * (fusionsent.md, section 3, fast B).
 */
final class LabelPairObjective extends TunedObjective {
    private final LabelPairs options;
    private final int[] used;
    private final NDArray texts;

    /** @param used the classes whose texts are compared, ascending */
    LabelPairObjective(
            FewShot recipe, LabelPairs options, ExampleClasses classes, int[] used, TaskData data, NDManager parent) {
        super(recipe.tune(), options.training(), classes, data, parent);
        this.options = options;
        this.used = used;
        texts = recipe.classTexts().inputs(data.inputs(), manager()).orElseThrow();
    }

    @Override
    NDArray loss(NDArray examples, int[] rows, ParameterStore store, long key, NDManager scope) {
        int[] compared = compared(rows, key);
        NDArray chosen;
        try (Autograd.Recording pause = Autograd.pause()) {
            chosen = FewShotScript.rows(
                    texts, scope.create(Arrays.stream(compared).asLongStream().toArray()));
            chosen.attach(scope);
        }
        NDArray vectors = encode(store, examples);
        NDArray labels = encode(store, chosen);
        return options.loss().of(vectors, labels, owned(rows, compared, scope));
    }

    /** The classes of the examples, and others that are drawn at random, ascending. */
    private int[] compared(int[] rows, long key) {
        if (used.length <= options.classesPerBatch()) {
            return used;
        }
        BitSet chosen = new BitSet();
        Arrays.stream(rows).mapToObj(classes().sets()::get).forEach(chosen::or);
        int[] order = Permutation.of(used.length, key, BatchStreams.LABEL_TEXTS);
        for (int place = 0; place < order.length && chosen.cardinality() < options.classesPerBatch(); place++) {
            chosen.set(used[order[place]]);
        }
        return chosen.stream().toArray();
    }

    private NDArray owned(int[] rows, int[] compared, NDManager scope) {
        float[] owned = new float[rows.length * compared.length];
        IntStream.range(0, owned.length)
                .filter(i -> classes().sets().get(rows[i / compared.length]).get(compared[i % compared.length]))
                .forEach(i -> owned[i] = 1);
        return scope.create(owned, new Shape(rows.length, compared.length));
    }
}
