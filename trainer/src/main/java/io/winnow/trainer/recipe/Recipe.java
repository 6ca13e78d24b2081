package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The configuration of a method, and the stages that a run with this configuration consists of. */
@Doc("The method and its options.")
public interface Recipe {
    /** Returns the stages in the order in which they run. Their names are unique. */
    List<Stage> stages();

    /** Returns what the method declares, narrowed to what this configuration uses of it. */
    Method method();

    /** Returns the section of the examples; empty if the method reads its data in a way of its own. */
    default Optional<DataConfig> examples() {
        return Optional.empty();
    }

    /** Returns the encoders of this configuration, which take the same preprocessed examples. By default, those that it trains. */
    default List<EncoderConfig> encoders() {
        return trainings().stream().map(ProbedTraining::encoder).toList();
    }

    /**
     * Returns what the encoders fix before the data are opened: the preprocessing with which one of them was published.
     *
     * @param say receives what is fetched
     * @throws UserException if published encoders contradict each other
     */
    default Fixed fixed(Consumer<String> say) throws IOException {
        List<Preprocessing> published = new ArrayList<>();
        for (EncoderConfig encoder : encoders()) {
            encoder.preprocessing(examples().orElseThrow(), say)
                    .filter(each -> !published.contains(each))
                    .ifPresent(published::add);
        }
        if (published.size() > 1) {
            throw new UserException(
                    "The encoders of this configuration were published with different preprocessing, but a run"
                            + " preprocesses its examples in one way. Start both from the same encoder, or compute the"
                            + " vectors of one with `winnow embed` and name their file (kind: features).");
        }
        return published.isEmpty() ? Fixed.NOTHING : Fixed.by(published.get(0));
    }

    /**
     * Opens the data and checks the sizes in this configuration against them, before anything is computed. Describes the data as well, for a
     * dry run.
     *
     * @param seed seed of the experiment
     */
    default void checkSizes(SizeChecks checks, Catalog catalog, long seed) throws IOException {
        if (examples().isEmpty()) {
            return;
        }
        DataConfig config = examples().get();
        try (TaskData data = config.open(catalog, fixed(checks::say), Optional.empty())) {
            int all = data.train().size();
            int limit = config.limit().orElse(all);
            checks.expect(
                    limit <= all,
                    "data.limit",
                    "is " + limit + ", but there are only " + all + " " + data.unit() + ": all are used");
            method().check(checks, data);
            checkSizes(checks, data);
            checks.describe(() -> FirstBatch.of(data));
        }
    }

    /**
     * Checks that workers that do each step together can share the trainings, besides what {@link #method} declares.
     *
     * @param checks checks of the whole configuration
     */
    default void checkSynchronous(Checks checks, int workers) {}

    /** Checks the sizes in this configuration, such as batch sizes, against the data. */
    default void checkSizes(SizeChecks checks, TaskData data) {}

    /**
     * Returns the training that is judged on validation examples, by whose metrics settings may be chosen. Opens the data, which tell the
     * metrics.
     *
     * @param say receives what is fetched
     * @throws UserException if no training of this configuration is judged on validation examples
     */
    default ValidatedTraining validated(Catalog catalog, Consumer<String> say) throws IOException {
        if (examples().isEmpty()) {
            throw ValidatedTraining.none(kind());
        }
        try (TaskData data = examples().get().open(catalog, fixed(say), Optional.empty())) {
            return validated(data);
        }
    }

    /** Returns the training that is judged on the validation examples of these data, like {@link #validated(Catalog, Consumer)}. */
    default ValidatedTraining validated(TaskData data) {
        throw ValidatedTraining.none(kind());
    }

    /** Returns the evaluation of a finished run. */
    Evaluation evaluation();

    /**
     * Returns what a page on a run shows of this method alone. A run that has not finished yet shows what it has made so far.
     *
     * @param data the data of the run; empty if they are not read
     * @param manager manager on the CPU
     */
    default List<Exhibit> exhibits(FinishedRun run, Optional<TaskData> data, NDManager manager) throws IOException {
        return List.of();
    }

    /**
     * Opens the model of a finished run.
     *
     * @param manager manager to which the weights are attached
     * @throws UserException if the run does not have the chosen model; by default, runs leave no model
     */
    default TrainedModel model(FinishedRun run, ModelChoice choice, NDManager manager) throws IOException {
        throw new UserException(run.folder() + " is a run of the recipe " + kind()
                + ", which leaves no model. Name a run of one of the recipes: "
                + String.join(", ", Recipes.kinds(EncoderRecipe.class)) + ".");
    }

    /**
     * Returns the file with the class of each training example, if the method finds classes that nobody has named. It has the columns key,
     * label, class, probability, margin and answered, in the order of the training examples in use.
     */
    default Optional<Path> foundClasses(FinishedRun run) {
        return Optional.empty();
    }

    /** Returns the trainings of encoders in the order of their stages, for memory trials. */
    default List<ProbedTraining> trainings() {
        return List.of();
    }

    /** Returns the name of the recipe in configurations. */
    default String kind() {
        return method().name();
    }
}
