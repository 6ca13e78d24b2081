package io.winnow.trainer.recipe.fewshot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.merge.MergeKind;
import io.winnow.trainer.merge.MergedWeights;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The stage that merges the two encoders, which were fine-tuned from the same start. */
final class Merge {
    private Merge() {}

    /**
     * Merges the encoders that two stages left.
     *
     * @param scope manager to which the weights are attached
     */
    static MergedWeights of(MergeKind kind, double share, StageContext context, NDManager scope) throws IOException {
        // Examples without a common class leave nothing to learn from their pairs, and their encoder as it was.
        boolean skipped = !context.summaryOf(FewShot.EXAMPLE_PAIRS).metrics().containsKey("loss");
        return MergedWeights.of(
                kind,
                skipped ? 0 : share,
                read(FewShot.LABEL_PAIRS, context, scope),
                read(FewShot.EXAMPLE_PAIRS, context, scope),
                scope);
    }

    /** Merges as the configuration says, and writes the encoder into the folder of the stage. */
    static StageResult run(FewShot recipe, StageContext context) throws IOException {
        MergeOptions options = recipe.tune().merge();
        try (NDManager scope = context.manager().newSubManager()) {
            MergedWeights merge = of(options.kind(), options.share(), context, scope);
            Path file = context.folder().resolve(Representations.ENCODER);
            AtomicFiles.write(
                    file, temporary -> SafeTensors.write(temporary, merge.weights(), Map.of("format", "winnow-1")));
            return StageResult.of(merge.figures().metrics());
        }
    }

    private static Map<String, NDArray> read(String stage, StageContext context, NDManager scope) throws IOException {
        return Embedder.read(context.folderOf(stage).resolve(Representations.ENCODER), scope);
    }
}
