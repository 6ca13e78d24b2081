package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Layer;
import io.winnow.trainer.modality.ExampleInput;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.ServedExport;
import io.winnow.trainer.modality.ServedNetwork;
import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.model.Calibration;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.ModelPart;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The model of a run that trained an encoder as an export writes it. What turns the inputs of a file into preprocessed examples, such as the
 * normalisation of images or a frozen pretrained encoder of texts, precedes the trained network.
 */
final class ExportableEncoder implements ServedExport {
    private final FinishedRun run;
    private final ModelChoice choice;
    private final Inputs inputs;
    private final ExampleInput input;
    private final Optional<Calibration> calibration;
    private final ServedNetwork served;

    private ExportableEncoder(
            FinishedRun run,
            ModelChoice choice,
            Inputs inputs,
            ExampleInput input,
            Optional<Calibration> calibration,
            ServedNetwork served) {
        this.run = run;
        this.choice = choice;
        this.inputs = inputs;
        this.input = input;
        this.calibration = calibration;
        this.served = served;
    }

    /**
     * @param calibration how the probabilities of a classifier are calibrated; empty if they are not
     * @param manager manager to which the weights are attached
     */
    static ExportableEncoder open(
            FinishedRun run, ModelChoice choice, Inputs inputs, Optional<Calibration> calibration, NDManager manager)
            throws IOException {
        String unit = run.encoder().data().unit();
        Serving serving = inputs.preprocessing()
                .serving()
                .orElseThrow(() -> new UserException(
                        "Models of " + unit + " cannot be exported. Use `winnow predict` with the run."));
        TrainedNetwork trained = TrainedNetwork.open(run, choice, inputs, manager);
        Layer network = serving.network(trained.network(), manager);
        ModelOutput output =
                calibration.map(each -> calibrated(trained.output(), each)).orElse(trained.output());
        return new ExportableEncoder(
                run,
                choice,
                inputs,
                new ExampleInput(
                        unit,
                        serving.inputs(),
                        serving.reading(),
                        inputs.preprocessing().exported()),
                calibration,
                new ServedNetwork(
                        serving,
                        network,
                        trained.load(network, network == trained.network() ? "" : Serving.TRAINED, manager),
                        output,
                        y -> predictions(output, calibration, y),
                        manager));
    }

    private static ModelOutput calibrated(ModelOutput output, Calibration calibration) {
        return new ModelOutput(
                output.kind(),
                output.dimension(),
                output.target().atTemperature(calibration.temperature()),
                calibration.abstention());
    }

    /** Returns what the model gives back for an output of the network (B, O): (B, D), and (B, 1) if it says what it accepts. */
    private static NDList predictions(ModelOutput output, Optional<Calibration> calibration, NDArray y) {
        if (output.target() == null) {
            return new NDList(y);
        }
        NDArray logits = calibration.map(each -> each.scaled(y)).orElse(y);
        NDArray predictions = output.target().predictions(logits);
        return output.abstention() == null
                ? new NDList(predictions)
                : new NDList(predictions, predictions.max(new int[] {1}, true).gt((float)
                        output.abstention().threshold()));
    }

    @Override
    public ServedNetwork served() {
        return served;
    }

    @Override
    public ModelDescription describe(String precision) throws IOException {
        return new ModelDescription(
                served.output().kind(),
                run.experiment().name(),
                run.experiment().recipe().kind(),
                choice.weights().checkpoint(),
                run.kindOf(choice.weights())
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .orElse(null),
                precision,
                input,
                served.output().dimension(),
                served.output().target(),
                calibration.orElse(null));
    }

    @Override
    public List<ModelPart> parts(NDManager scope) throws IOException {
        return served.parts(RunData.examples(run.folder(), scope), scope);
    }

    @Override
    public Object configuration() {
        return run.encoder().network();
    }

    @Override
    public void writeBeside(Path bundle, Set<ExportFormat> formats) throws IOException {
        served.serving().write(bundle, describe(null), formats);
        input.writeData(run.encoder().data(), bundle);
        if (choice.part() != ModelChoice.Part.CENTERS) {
            try (NDManager scope = served.manager().newSubManager()) {
                run.encoder()
                        .network()
                        .writePublished(
                                bundle.resolve(PUBLISHED),
                                inputs.preprocessing(),
                                served.parameters().named(scope),
                                Optional.ofNullable(served.output().target()));
            }
        }
    }
}
