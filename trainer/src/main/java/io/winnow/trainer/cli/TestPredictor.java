package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.file.TextCharset;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.predict.FlippedModel;
import io.winnow.trainer.predict.ModelJudge;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Predicts the classes of test examples by any model.
 *
 * @param data data to predict; empty for the test data of each run
 * @param weights weights of a run
 * @param assignments overrides of the configuration of a run
 * @param say receives notes for the user
 */
record TestPredictor(
        Optional<String> data,
        TextCharset charset,
        WeightsChoice weights,
        DeviceOption device,
        LabelsOption labels,
        AcceptOption accept,
        List<String> assignments,
        Consumer<String> say) {
    /** @param path directory of a run, or an exported or published model */
    ModelJudge.Predicted of(Path path) throws IOException {
        ModelChoice choice = new ModelChoice(weights, ModelChoice.Part.MODEL);
        if (Models.standsAlone(path)) {
            if (data.isEmpty()) {
                throw new UserException(path + " is an exported or published model, which comes without test data. Add"
                        + " --data DATA to name the data to evaluate all models on.");
            }
            if (!assignments.isEmpty()) {
                throw new UserException("--set changes the configuration of a run, and " + path
                        + " is an exported or published model. Leave it out.");
            }
            try (NDManager manager = NDManager.newBaseManager(device.of(path));
                    TrainedModel model = labels.of(Models.open(path, choice, manager), path, manager, say)) {
                return onData(model, manager);
            }
        }
        labels.requireNone(path);
        FinishedRun run = FinishedRun.open(path, assignments);
        try (NDManager manager = NDManager.newBaseManager(device.of(run.experiment()));
                TrainedModel opened = run.experiment().recipe().model(run, choice, manager)) {
            TrainedModel model = Models.flips(run) ? FlippedModel.of(opened, path.toString()) : opened;
            if (data.isPresent()) {
                return onData(model, manager);
            }
            RunData tested = accept.reading(path, say).withoutTrainingExamples();
            try (TaskData read = EvaluateCommand.context(run, tested, manager)
                    .open(run.encoder().data())) {
                return new ModelJudge(model, manager).predicted(read.test());
            }
        }
    }

    private ModelJudge.Predicted onData(TrainedModel model, NDManager manager) throws IOException {
        InputOptions options = new InputOptions(new Catalog(DataRoot.ofEnvironment()), charset, Optional.empty(), say);
        try (Dataset<?> test = EvaluateCommand.labelled(model.reader(), data.orElseThrow(), options)) {
            return new ModelJudge(model, manager).predicted(test);
        }
    }
}
