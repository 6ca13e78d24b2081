package io.winnow.trainer.recipe.fewshot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.evaluate.PriorRegression;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A head that is fitted to the vectors of an encoder. */
final class FittedHead {
    private FittedHead() {}

    /** Returns the weights (K, D + 1) of a head on the vectors of the training examples by an encoder. */
    static NDArray weights(FewShot recipe, Embedder encoder, TaskData data, NDManager scope) {
        Optional<NDArray> names = recipe.head().prior() == HeadOptions.Prior.NONE
                ? Optional.empty()
                : recipe.classTexts()
                        .inputs(data.inputs(), scope)
                        .map(encoder::embed)
                        .map(Losses::unitRows);
        NDArray train = Losses.unitRows(encoder.embed(data, TaskData.Part.TRAIN, scope));
        return recipe.head().fit(data.inputs().requireTarget(), names, train, data.trainLabels());
    }

    /** Returns the predictions for test examples, and for validation examples if there are any. */
    static List<float[]> predictions(FewShot recipe, Embedder encoder, TaskData data, NDManager scope) {
        NDArray weights = weights(recipe, encoder, data, scope);
        List<NDArray> others = new ArrayList<>(List.of(encoder.embed(data, TaskData.Part.TEST, scope)));
        if (data.validation().isPresent()) {
            others.add(encoder.embed(data, TaskData.Part.VALIDATION, scope));
        }
        return predictions(data.inputs().requireTarget(), weights, others);
    }

    /** Returns the predictions of a head for vectors, which are scaled to length 1. */
    static List<float[]> predictions(Target target, NDArray weights, List<NDArray> others) {
        return others.stream()
                .map(vectors -> PriorRegression.logits(Losses.unitRows(vectors), weights))
                .map(logits -> target.ofClassLogits(logits).orElseThrow().toFloatArray())
                .toList();
    }
}
