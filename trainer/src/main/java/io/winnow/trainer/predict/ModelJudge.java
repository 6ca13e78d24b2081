package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Shown;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.modality.ClassNotes;
import io.winnow.trainer.modality.SameClasses;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.recipe.Probes;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evaluates a model on labelled examples, with the same metrics as the evaluation of a run. */
public record ModelJudge(TrainedModel model, NDManager manager) {
    /**
     * Metrics, and what a person should know of the examples, if anything.
     *
     * @param note a sentence on classes that the examples lack, or that have no names
     */
    public record Judged(Map<String, Double> metrics, Optional<String> note) {}

    /**
     * Computes the metrics of a classifier.
     *
     * @throws UserException when the model is not a classifier, when the examples have no labels, or when they have classes that the model
     *     does not know
     */
    public Judged classifier(Dataset<?> examples) throws IOException {
        ModelOutput output = model.output();
        if (output.kind() != ModelOutput.Kind.CLASSIFIER) {
            throw new UserException(
                    "The model is an encoder, not a classifier, so it is evaluated with probes that are fitted to labelled "
                            + unit() + ". Add --train DATA to name these " + unit() + ".");
        }
        List<String> own = examples.labels().classNames();
        boolean byOrder = !model.namesClasses() && own.size() == output.names().size();
        Labels labels = byOrder ? examples.labels() : renumbered(examples, output.names(), "the model");
        try (NDManager scope = manager.newSubManager()) {
            return new Judged(
                    Targets.judge(
                                    output.target(),
                                    vectors(examples, scope).toFloatArray(),
                                    labels,
                                    examples.name(),
                                    unit())
                            .metrics(),
                    byOrder
                            ? Optional.of("The classes of the model have no names. They are taken to be those of "
                                    + examples.name() + " in their order: " + Shown.of(own) + ".")
                            : ClassNotes.missing(labels, examples.name(), unit()));
        }
    }

    /**
     * Computes the metrics of a representation.
     *
     * @param train labelled examples that the probes are fitted to
     * @param test labelled examples that the probes are evaluated on
     * @throws UserException when the labels of train and test are not of the same kind
     */
    public Map<String, Double> representation(Dataset<?> train, Dataset<?> test, Probes probes) throws IOException {
        Labels judged = renumbered(test, train.labels().classNames(), train.name());
        try (NDManager scope = manager.newSubManager()) {
            return probes.figures(vectors(train, scope), train.labels(), vectors(test, scope), judged);
        }
    }

    private String unit() {
        return model.reader().unit();
    }

    private Labels renumbered(Dataset<?> examples, List<String> names, String owner) {
        return SameClasses.of(examples.labels(), examples.name(), unit(), names, owner)
                .orElse(examples.labels());
    }

    private NDArray vectors(Dataset<?> examples, NDManager scope) throws IOException {
        return model.run(examples, TaskData.all(examples), scope);
    }
}
