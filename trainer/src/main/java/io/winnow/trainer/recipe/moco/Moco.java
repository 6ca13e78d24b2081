package io.winnow.trainer.recipe.moco;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Need;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Artifact;
import io.winnow.trainer.recipe.Capability;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Paper;
import io.winnow.trainer.recipe.ProbeOptions;
import io.winnow.trainer.recipe.ProbeStage;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.Sharing;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Slot;
import io.winnow.trainer.recipe.Stage;
import java.util.List;
import java.util.Set;

/** Contrastive pre-training with MoCo v2; the representation is evaluated by a k-NN classifier and a linear probe. */
@Kind("moco")
@Doc("Contrastive pre-training with MoCo v2; the representation is evaluated by a k-NN classifier and a linear probe.")
public record Moco(
        @Default("{kind: images}") DataConfig data,
        MocoOptions pretrain,
        @Default("{}") ProbeOptions probe) implements EncoderRecipe {
    private static final String PRETRAIN = "pretrain";

    /** The encoder that is pre-trained. Other methods pre-train theirs in the same way. */
    public static final Slot SLOT = Slot.of(PRETRAIN)
            .needing(Need.VIEWS)
            .shared(new Sharing.SeparateParts(
                    "the momentum encoder of moco normalises groups of each device's part of a batch"
                            + " (key_groups), which are not the groups of a single device"));

    public static final Method METHOD = new Method(
            Moco.class,
            List.of(new Paper("Improved Baselines with Momentum Contrastive Learning", "2003.04297")),
            LabelNeed.evaluating(LabelKind.CLASS, LabelKind.MULTI),
            List.of(SLOT),
            List.of(Artifact.encoder(PRETRAIN)),
            Set.of(Capability.EMBEDS, Capability.AUDITS));

    public Moco {
        Checks checks = new Checks();
        EncoderConfig.check(checks, pretrain.encoder(), data, "pretrain.encoder");
        checks.done();
    }

    @Override
    public Method method() {
        return METHOD;
    }

    @Override
    public void checkSizes(SizeChecks checks, TaskData examples) {
        pretrain.checkSizes(checks, PRETRAIN, examples);
        probe.checkSizes(checks, "probe", examples);
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
