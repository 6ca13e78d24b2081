package io.winnow.trainer.recipe.fewshot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The merge of two encoders that were fine-tuned from the same start.
 *
 * @param weights merged weights by name
 * @param spherical number of tensors that were interpolated on the sphere
 * @param linear number of tensors of which the mean was taken
 * @param leastCosine least cosine of the angle between two tensors
 */
record Merge(Map<String, NDArray> weights, int spherical, int linear, double leastCosine) {
    /**
     * Merges the encoders that two stages left.
     *
     * @param scope manager to which the weights are attached
     */
    static Merge of(MergeOptions.Kind kind, double share, StageContext context, NDManager scope) throws IOException {
        Map<String, NDArray> first = read(FewShot.LABEL_PAIRS, context, scope);
        Map<String, NDArray> second = read(FewShot.EXAMPLE_PAIRS, context, scope);
        // Examples without a common class leave nothing to learn from their pairs, and their encoder as it was.
        boolean skipped = !context.summaryOf(FewShot.EXAMPLE_PAIRS).metrics().containsKey("loss");
        double t = skipped ? 0 : share;
        Map<String, NDArray> merged = new LinkedHashMap<>();
        int spherical = 0;
        double least = 1;
        for (Map.Entry<String, NDArray> entry : first.entrySet()) {
            NDArray own = entry.getValue();
            MergedTensor tensor = MergedTensor.of(kind, doubles(own), doubles(second.get(entry.getKey())), t);
            float[] values = new float[tensor.values().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) tensor.values()[i];
            }
            merged.put(entry.getKey(), scope.create(values, own.getShape()));
            spherical += tensor.spherical() ? 1 : 0;
            least = Math.min(least, tensor.cosine());
        }
        return new Merge(merged, spherical, merged.size() - spherical, least);
    }

    /** Merges as the configuration says, and writes the encoder into the folder of the stage. */
    static StageResult run(FewShot recipe, StageContext context) throws IOException {
        MergeOptions options = recipe.tune().merge();
        try (NDManager scope = context.manager().newSubManager()) {
            Merge merge = of(options.kind(), options.share(), context, scope);
            Path file = context.folder().resolve(Representations.ENCODER);
            AtomicFiles.write(
                    file, temporary -> SafeTensors.write(temporary, merge.weights(), Map.of("format", "winnow-1")));
            return StageResult.of(Map.of(
                    "spherical_tensors", (double) merge.spherical(),
                    "linear_tensors", (double) merge.linear(),
                    "least_cosine", merge.leastCosine()));
        }
    }

    private static Map<String, NDArray> read(String stage, StageContext context, NDManager scope) throws IOException {
        return Embedder.read(context.folderOf(stage).resolve(Representations.ENCODER), scope);
    }

    private static double[] doubles(NDArray array) {
        float[] values = array.toFloatArray();
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
