package io.winnow.trainer.recipe.fewshot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Fits the head on the encoder that the fine-tuning left, and writes both as one classifier. */
final class HeadStage {
    private HeadStage() {}

    /** Returns the network of encoder and head, without weights. The head takes vectors of length 1. */
    static EncoderWithHead network(EncoderConfig encoder, Inputs inputs) {
        int dimension = encoder.dimension(inputs.preprocessing());
        Layer head = new UnitHead(inputs.requireTarget().head(dimension));
        return new EncoderWithHead(encoder.build(inputs.preprocessing()), head);
    }

    static StageResult run(FewShot recipe, TaskData data, StageContext context) throws IOException {
        Path left = context.folderOf(recipe.tune().last()).resolve(Representations.ENCODER);
        try (NDManager scope = context.manager().newSubManager();
                Embedder encoder = Embedder.load(
                        recipe.tune().encoder(), data.inputs().preprocessing(), left, context.manager())) {
            NDArray weights = FittedHead.weights(recipe, encoder, data, scope);
            Map<String, NDArray> whole = new LinkedHashMap<>();
            encoder.weights(scope).forEach((name, array) -> whole.put(Embedder.PREFIX + name, array));
            whole.put("head.linear.weight", weights.get(new NDIndex(":, :-1")));
            whole.put("head.linear.bias", weights.get(new NDIndex(":, -1")));
            AtomicFiles.write(
                    context.folder().resolve(ClassifierTraining.CLASSIFIER),
                    file -> SafeTensors.write(file, whole, Map.of("format", "winnow-1")));
            AtomicFiles.write(
                    context.folder().resolve(Representations.ENCODER), temporary -> Files.copy(left, temporary));
            return StageResult.of(Map.of("examples", (double) data.trainExamples().length));
        }
    }
}
