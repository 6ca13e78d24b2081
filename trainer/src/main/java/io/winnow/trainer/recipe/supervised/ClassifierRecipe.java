package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.EpochOrder;
import io.winnow.models.layer.Layer;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Artifact;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.Pretrainings;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Slot;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.ValidatedTraining;
import io.winnow.trainer.target.TargetLoss;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A method that trains one classifier, optionally from a pre-trained encoder, and compares it with baselines: the stages {@code pretrain},
 * {@code classify} and {@code evaluate}.
 */
public interface ClassifierRecipe extends EncoderRecipe {
    String PRETRAIN = "pretrain";
    String CLASSIFY = "classify";
    String START = "start";

    /** The encoders that such a method trains. */
    List<Slot> SLOTS = Slot.joined(Pretrainings.slots(START), Slot.of(CLASSIFY));

    /** The files that it leaves. */
    List<Artifact> ARTIFACTS = List.of(
            Artifact.encoder(CLASSIFY),
            new Artifact(CLASSIFY, ClassifierTraining.CLASSIFIER, "weights of encoder and head"));

    /** Returns the section of the data. */
    DataConfig data();

    /** Returns where the initial weights of the encoder come from; empty for its own. */
    Optional<EncoderSource> start();

    /** Returns the section of the training. */
    ClassifierOptions classify();

    /** Returns the section of the baselines. */
    FrozenOptions frozen();

    /** Returns the options of the training, with the loss of the method. By default, those of {@link #classify}. */
    default ClassifierOptions trained() {
        return classify();
    }

    /** Returns which training examples an epoch has, in which order; empty for each of them once. */
    default Optional<EpochOrder> order(TaskData examples) {
        return trained().sampling().flatMap(sampling -> sampling.order(examples));
    }

    /** Checks the sections of such a method, as far as the configuration tells. Sections that are themselves invalid are null. */
    static void check(Checks checks, DataConfig data, Optional<EncoderSource> start, ClassifierOptions classify) {
        start.ifPresent(
                source -> source.check(checks, START, data, Optional.of(classify.encoder()), "classify.encoder"));
        classify.check(checks, CLASSIFY, data);
    }

    /** Returns the encoders that this configuration trains. */
    default List<Slot> slots() {
        Slot own = Slot.of(CLASSIFY).shared(trained().sharing());
        return Slot.joined(start().map(source -> source.slots(START)).orElse(List.of()), own);
    }

    @Override
    default void checkSizes(SizeChecks checks, TaskData examples) {
        start().ifPresent(source -> {
            source.checkSizes(checks, START, examples);
            source.checkSizes(checks, classify().encoder(), CLASSIFY + ".encoder", examples);
        });
        trained().checkSizes(checks, CLASSIFY, examples);
    }

    @Override
    default ValidatedTraining validated(TaskData examples) {
        return trained().validated(CLASSIFY, examples);
    }

    @Override
    default List<ProbedTraining> trainings() {
        List<ProbedTraining> trainings = new ArrayList<>();
        start().ifPresent(source -> trainings.addAll(source.trainings(PRETRAIN, data())));
        trainings.add(new ProbedTraining(
                CLASSIFY,
                classify().encoder(),
                data(),
                trained().training(),
                1,
                trained().loss().map(TargetLoss::passesMixtures).orElse(false),
                0,
                ProbedTraining.SMALL));
        return trainings;
    }

    @Override
    default List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        start().ifPresent(source ->
                stages.add(source.stage(PRETRAIN, data(), classify().encoder())));
        stages.add(Stage.of(CLASSIFY, this::train));
        stages.add(evaluation());
        return stages;
    }

    /** Trains the classifier and leaves it in the folder of the stage. */
    default StageResult train(StageContext context) throws IOException {
        try (TaskData examples = context.open(data())) {
            return train(trained(), examples, order(examples), context);
        }
    }

    /**
     * Trains a classifier with other options, labels or order than those of the recipe, and leaves it in the folder of the stage.
     *
     * @param order which training examples an epoch has, in which order; empty for each of them once
     */
    default StageResult train(
            ClassifierOptions options, TaskData examples, Optional<EpochOrder> order, StageContext context)
            throws IOException {
        try (NDManager scope = context.manager().newSubManager()) {
            Map<String, NDArray> weights = startWeights(context, scope);
            return ClassifierTraining.run(
                    options,
                    examples,
                    context,
                    manager -> new ClassifierObjective(options, examples, weights, manager),
                    order);
        }
    }

    /**
     * Returns the initial weights of the encoder of the classifier; empty for its own. By default, they are those of the pre-training.
     *
     * @param scope manager to which the weights are attached
     */
    default Map<String, NDArray> startWeights(StageContext context, NDManager scope) throws IOException {
        return start().isEmpty()
                ? Map.of()
                : Embedder.read(context.folderOf(PRETRAIN).resolve(Representations.ENCODER), scope);
    }

    @Override
    default Optional<Layer> classifier(Inputs inputs) {
        return Optional.of(Classifier.network(trained(), inputs));
    }

    @Override
    default boolean flipsInEvaluation() {
        return classify().testFlip();
    }

    @Override
    default TrainedEncoder encoder() {
        return new TrainedEncoder(CLASSIFY, classify().encoder(), data());
    }

    @Override
    default TrainedEncoder audited() {
        return start().isEmpty()
                ? encoder()
                : new TrainedEncoder(PRETRAIN, classify().encoder(), data());
    }

    @Override
    default boolean knowsAuditedLabels() {
        return start().isEmpty();
    }

    @Override
    default EncoderEvaluation evaluation() {
        return new ClassifierEvaluation(trained(), encoder(), frozen(), start().map(source -> PRETRAIN));
    }
}
