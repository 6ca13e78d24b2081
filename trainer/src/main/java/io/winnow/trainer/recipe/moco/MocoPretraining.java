package io.winnow.trainer.recipe.moco;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Slot;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Contrastive pre-training with MoCo v2 within a run of another recipe. */
@Kind("moco")
@Doc("Contrastive pre-training with MoCo v2 in this run, without labels.")
public record MocoPretraining(
        @Doc("Options of the pre-training. An encoder that starts with its weights must have the same architecture.")
        MocoOptions pretrain)
        implements EncoderSource.Pretraining {
    private static final String PRETRAIN = ".pretrain";

    @Override
    public EncoderConfig encoder() {
        return pretrain.encoder();
    }

    @Override
    public StageResult train(TaskData data, StageContext context) throws IOException {
        return pretrain.train(data, context);
    }

    @Override
    public void check(Checks checks, String key, DataConfig data, Optional<EncoderConfig> next, String nextKey) {
        String own = key + PRETRAIN + ".encoder";
        EncoderConfig.check(checks, encoder(), data, own);
        checks.that(next.isEmpty() || next.get().equals(encoder()), own, "must be the same as " + nextKey);
    }

    @Override
    public List<ProbedTraining> trainings(String stage, DataConfig data) {
        return List.of(pretrain.probed(stage, data));
    }

    /**
     * Returns the encoder that a section with this pre-training trains.
     *
     * @param key key of the section, below {@code recipe}
     */
    public static Slot slot(String key) {
        return Moco.SLOT.at(key + PRETRAIN);
    }

    @Override
    public List<Slot> slots(String key) {
        return List.of(slot(key));
    }

    @Override
    public void checkSizes(SizeChecks checks, String key, TaskData data) {
        pretrain.checkSizes(checks, key + PRETRAIN, data);
    }
}
