package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.head.LabelAttention;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.PlaceNetwork;
import io.winnow.trainer.modality.SentenceTower;
import io.winnow.trainer.modality.TokenWords;
import io.winnow.trainer.model.Calibratable;
import io.winnow.trainer.model.Calibration;
import io.winnow.trainer.model.Explainer;
import io.winnow.trainer.model.Exportable;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.PlaceClassifier;
import io.winnow.trainer.model.TextTower;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The model of a run that trained an encoder: the encoder, with a head or with class centers if it has them. */
final class EncoderModel implements TrainedModel, Calibratable {
    private static final int BATCH = 256;

    private final FinishedRun run;
    private final ModelChoice choice;
    private final Inputs inputs;
    private final TrainedNetwork trained;
    private final ParameterArena parameters;
    private final NDManager manager;

    private EncoderModel(
            FinishedRun run,
            ModelChoice choice,
            Inputs inputs,
            TrainedNetwork trained,
            ParameterArena parameters,
            NDManager manager) {
        this.run = run;
        this.choice = choice;
        this.inputs = inputs;
        this.trained = trained;
        this.parameters = parameters;
        this.manager = manager;
    }

    /** Opens the model of a run. The data that the run was trained on need not exist any more. */
    static EncoderModel open(FinishedRun run, ModelChoice choice, NDManager manager) throws IOException {
        Inputs inputs = run.data().inputs();
        TrainedNetwork trained = TrainedNetwork.open(run, choice, inputs, manager);
        return new EncoderModel(run, choice, inputs, trained, trained.load(trained.network(), "", manager), manager);
    }

    @Override
    public ModelOutput output() {
        return trained.output();
    }

    @Override
    public ItemReader<?> reader() {
        return run.encoder().data().reader(inputs);
    }

    @Override
    public NDArray run(Dataset<?> items, int[] examples, int maxCorrupt, NDManager target) {
        return map(items, examples, maxCorrupt, target, trained::predictions);
    }

    /** @param function maps outputs of the network (B, O) to (B, D) */
    private NDArray map(
            Dataset<?> items, int[] examples, int maxCorrupt, NDManager target, UnaryOperator<NDArray> function) {
        try (Autograd.Recording pause = Autograd.pause()) {
            return inputs.preprocessing()
                    .map(
                            items,
                            examples,
                            BATCH,
                            maxCorrupt,
                            target,
                            batch -> function.apply(trained.network()
                                    .forward(parameters.bind(batch.getManager()), new NDList(batch), false)
                                    .singletonOrThrow()));
        }
    }

    @Override
    public PlaceClassifier places() {
        return PlaceNetwork.of(trained.network(), parameters, inputs.preprocessing());
    }

    /** The encoder of a run on texts, by which the texts of classes are compared with items. */
    @Override
    public Optional<TextTower> texts() {
        if (trained.output().kind() != ModelOutput.Kind.ENCODER
                || inputs.preprocessing().textInputs(List.of("text"), manager).isEmpty()) {
            return Optional.empty();
        }
        SentenceTower tower = (texts, target) -> {
            try (Autograd.Recording pause = Autograd.pause();
                    NDManager scope = target.newSubManager()) {
                NDArray tokens = inputs.preprocessing().textInputs(texts, scope).orElseThrow();
                NDArray vectors = Losses.unitRows(trained.network()
                        .forward(parameters.bind(scope), new NDList(tokens), false)
                        .singletonOrThrow());
                vectors.attach(target);
                return vectors;
            }
        };
        return Optional.of(tower);
    }

    @Override
    public Optional<Explainer> explainer() {
        return trained.network() instanceof EncoderWithHead whole && whole.head() instanceof LabelAttention attention
                ? Optional.of((items, example, target) -> attention(whole, attention, items, example, target))
                : Optional.empty();
    }

    private Explainer.Attention attention(
            EncoderWithHead whole, LabelAttention head, Dataset<?> items, int example, NDManager target)
            throws IOException {
        int[] length = new int[1];
        try (Autograd.Recording pause = Autograd.pause();
                NDManager scope = target.newSubManager()) {
            NDArray weights = inputs.preprocessing().map(items, new int[] {example}, 1, 0, scope, batch -> {
                ParameterStore store = parameters.bind(batch.getManager());
                NDArray tokens =
                        whole.encoder().forward(store, new NDList(batch), false).singletonOrThrow();
                length[0] = (int) tokens.getShape().get(1);
                return head.attention(store, tokens).reshape(1, -1);
            });
            TokenWords words = inputs.preprocessing().words(items, example).orElseThrow();
            return new Explainer.Attention(words.words(), words.sums(weights.toFloatArray(), length[0]));
        }
    }

    @Override
    public Optional<Exportable> exportable() throws IOException {
        return Optional.of(ExportableEncoder.open(run, choice, inputs, Optional.empty(), manager));
    }

    @Override
    public Optional<Calibratable> calibratable() {
        return trained.output().kind() == ModelOutput.Kind.CLASSIFIER ? Optional.of(this) : Optional.empty();
    }

    @Override
    public Target target() {
        return trained.output().target();
    }

    @Override
    public NDArray outputs(Dataset<?> items, int[] examples, int maxCorrupt, NDManager target) {
        return map(items, examples, maxCorrupt, target, UnaryOperator.identity());
    }

    @Override
    public Exportable calibrated(Calibration calibration) throws IOException {
        return ExportableEncoder.open(run, choice, inputs, Optional.of(calibration), manager);
    }

    @Override
    public String digest() throws IOException {
        Fingerprint digest = new Fingerprint()
                .add(
                        trained.output().kind() == ModelOutput.Kind.CLASSIFIER
                                ? run.judgedFile(choice.weights())
                                : run.encoderFile(choice.weights()));
        return inputs.preprocessing().addTo(digest).hex();
    }

    @Override
    public void close() {
        parameters.close();
    }
}
