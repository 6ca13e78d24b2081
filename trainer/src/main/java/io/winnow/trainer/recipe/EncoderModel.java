package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.PlaceNetwork;
import io.winnow.trainer.model.Exportable;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.PlaceClassifier;
import io.winnow.trainer.model.TrainedModel;
import java.io.IOException;
import java.util.Optional;

/** The model of a run that trained an encoder: the encoder, with a head or with class centers if it has them. */
final class EncoderModel implements TrainedModel {
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
        try (Autograd.Recording pause = Autograd.pause()) {
            return inputs.preprocessing().map(items, examples, BATCH, maxCorrupt, target, batch -> {
                NDArray output = trained.network()
                        .forward(parameters.bind(batch.getManager()), new NDList(batch), false)
                        .singletonOrThrow();
                return trained.predictions(output);
            });
        }
    }

    @Override
    public PlaceClassifier places() {
        return PlaceNetwork.of(trained.network(), parameters, inputs.preprocessing());
    }

    @Override
    public Optional<Exportable> exportable() throws IOException {
        return Optional.of(ExportableEncoder.open(run, choice, inputs, manager));
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
