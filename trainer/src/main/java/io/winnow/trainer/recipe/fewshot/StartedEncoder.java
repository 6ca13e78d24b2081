package io.winnow.trainer.recipe.fewshot;

import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import java.io.IOException;

/** The encoder from which the fine-tuning starts. */
final class StartedEncoder {
    private StartedEncoder() {}

    /** Writes its weights into the folder of the stage. */
    static void leave(TuneOptions tune, TaskData data, StageContext context) throws IOException {
        try (NDManager scope = context.manager().newSubManager()) {
            Preprocessing input = data.inputs().preprocessing();
            Layer network = tune.encoder().build(input);
            network.initialize(scope);
            tune.encoder().pretrain(network, data.inputs(), scope);
            ParameterArena weights = ParameterArena.adopt(network, ParameterLayout.of(network), scope);
            Embedder.save(weights, context.folder().resolve(Representations.ENCODER), scope);
        }
    }
}
