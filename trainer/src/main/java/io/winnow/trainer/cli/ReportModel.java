package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.example.Dataset;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.predict.ModelJudge;
import io.winnow.trainer.report.ItemFacts;
import io.winnow.trainer.report.ItemKind;
import io.winnow.trainer.report.ModelRepresentation;
import io.winnow.trainer.report.PixelRepresentation;
import io.winnow.trainer.report.ReportData;
import io.winnow.trainer.report.Representation;
import io.winnow.trainer.report.TextRepresentation;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a model says of the data of a report: vectors of their items, and whether it is right on the test images. */
final class ReportModel implements AutoCloseable {
    private final ReportData data;
    private final Optional<Path> path;
    private final Optional<TrainedModel> encoder;
    private final WeightsChoice weights;
    private final NDManager manager;

    private ReportModel(
            ReportData data,
            Optional<Path> path,
            Optional<TrainedModel> encoder,
            WeightsChoice weights,
            NDManager manager) {
        this.data = data;
        this.path = path;
        this.encoder = encoder;
        this.weights = weights;
        this.manager = manager;
    }

    /**
     * Opens the model. Of a model of rows there are no representations, so it is not opened.
     *
     * @param path directory of a run, or an exported or published model; empty if there is none
     */
    static ReportModel open(ReportData data, Optional<Path> path, WeightsChoice weights, NDManager manager)
            throws IOException {
        return new ReportModel(
                data,
                path,
                path.isPresent() && !(data.items() instanceof ItemKind.Rows)
                        ? Optional.of(Models.openEncoder(path.get(), weights, manager))
                        : Optional.empty(),
                weights,
                manager);
    }

    /** Returns vectors of the items: by the model, or by what there is without one; empty if there is nothing. */
    Optional<Representation> representation(ItemFacts facts, Catalog catalog, Consumer<String> say) {
        if (encoder.isPresent()) {
            String name = String.valueOf(
                    path.orElseThrow().toAbsolutePath().normalize().getFileName());
            return Optional.of(new ModelRepresentation(name, encoder.get(), data, manager));
        } else if (data.items() instanceof ItemKind.Images) {
            return Optional.of(new PixelRepresentation(facts.signatures()));
        } else if (data.items() instanceof ItemKind.Texts texts) {
            return Optional.of(new TextRepresentation(
                    texts, data.keys(), catalog.root().writable().resolve("vectors"), say));
        }
        return Optional.empty();
    }

    /**
     * Returns whether the classifier is right on each test image, by key; empty if the model is no classifier, or if there are no test images.
     * The images are decoded as the model needs them.
     */
    Map<String, Boolean> rightOn(Optional<String> test, InputOptions reading) throws IOException {
        if (path.isEmpty() || test.isEmpty()) {
            return Map.of();
        }
        Map<String, Boolean> right = new HashMap<>();
        try (TrainedModel classifier =
                        Models.open(path.get(), new ModelChoice(weights, ModelChoice.Part.MODEL), manager);
                Dataset<?> judged = EvaluateCommand.labelled(classifier.reader(), test.get(), reading)) {
            if (classifier.output().kind() == ModelOutput.Kind.CLASSIFIER) {
                ModelJudge.Predicted predicted = new ModelJudge(classifier, manager).predicted(judged);
                for (int i = 0; i < predicted.keys().size(); i++) {
                    right.put(
                            predicted.keys().get(i),
                            predicted.given()[i] == predicted.predicted()[i]);
                }
            }
        }
        return right;
    }

    @Override
    public void close() {
        encoder.ifPresent(TrainedModel::close);
    }
}
