package io.winnow.trainer.recipe.moco;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.ProbeOptions;
import io.winnow.trainer.recipe.ProbeStage;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Stage;
import java.util.List;
import java.util.Optional;

/** Contrastive pre-training with MoCo v2; the representation is evaluated by a k-NN classifier and a linear probe. */
@Kind("moco")
@Doc("Contrastive pre-training with MoCo v2; the representation is evaluated by a k-NN classifier and a linear probe.")
public record Moco(
        @Default("{kind: images}") DataConfig data,
        MocoOptions pretrain,
        @Default("{}") ProbeOptions probe) implements EncoderRecipe {
    private static final String PRETRAIN = "pretrain";

    public Moco {
        Checks checks = new Checks();
        EncoderConfig.check(checks, pretrain.encoder(), data, "pretrain.encoder");
        checks.done();
    }

    @Override
    public Optional<String> refusesReplicas(int replicas) {
        return pretrain.refusesReplicas(replicas);
    }

    @Override
    public void checkSizes(SizeChecks checks, TaskData images) {
        pretrain.checkSizes(checks, PRETRAIN, images);
        probe.checkSizes(checks, "probe", images);
    }

    @Override
    public List<ProbedTraining> trainings() {
        return List.of(pretrain.probed(PRETRAIN, data));
    }

    @Override
    public List<Stage> stages() {
        return List.of(Stage.of(PRETRAIN, context -> context.with(data, pretrain::train)), evaluation());
    }

    @Override
    public TrainedEncoder encoder() {
        return new TrainedEncoder(PRETRAIN, pretrain.encoder(), data);
    }

    @Override
    public EncoderEvaluation evaluation() {
        return new ProbeStage(probe, encoder(), List.of());
    }
}
