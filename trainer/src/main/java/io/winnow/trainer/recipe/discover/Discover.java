package io.winnow.trainer.recipe.discover;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Shown;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.RelabelledData;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.recipe.Artifact;
import io.winnow.trainer.recipe.Capability;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.Evaluation;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Paper;
import io.winnow.trainer.recipe.Precisions;
import io.winnow.trainer.recipe.Pretrainings;
import io.winnow.trainer.recipe.Recipe;
import io.winnow.trainer.recipe.Sharing;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Slot;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.VectorSource;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Generalised category discovery with SimGCD on the vectors of a frozen encoder. */
@Kind("discover")
@Doc(
        "Finds new classes: some classes have labelled examples, and the others hold these and further classes (SimGCD on the vectors of a"
                + " frozen encoder), beside semi-supervised k-means.")
public record Discover(
        @Default("{kind: images}") DataConfig data,

        @Doc(
                "Source of the vectors. By default those of the data: the vectors of the frozen text encoder, the numbers of"
                        + " rows, or pixels.")
        Optional<VectorSource> vectors,

        @Doc(
                "The label that stands for `not labelled yet`, as a blank label does. The old classes are all other ones with training"
                        + " examples.")
        Optional<String> unlabelled,

        @Doc("Hides labels of complete data, for experiments.")
        Optional<Hidden> hide,

        @Doc(
                "Folder of a project of `winnow loop` on the same examples: the classes that people have given to its items are labels"
                        + " as well. Classes among them that have no other labels are old ones from then on.")
        Optional<Path> answers,

        @Doc("Earlier run of discover on the same examples. The training goes on from its weights and keeps its "
                + "classes: a class that has been named since then takes the place of the new class that most of its "
                + "examples had, and the other new classes keep their numbers.")
        Optional<Path> continues,

        @Doc(
                "Number of old and new classes together. By default it is that of the run in continues, or is estimated, which takes longer; a number that is too large does less"
                        + " harm than one that is too small.")
        Optional<Integer> classes,

        @Doc("Largest number of classes that the estimate tries. By default four times the number of old classes.")
        Optional<Integer> mostClasses,

        @Doc("Number of starts of semi-supervised k-means, of which the one with the lowest inertia counts.")
        @Default("3")
        int starts,

        DiscoveryOptions discover,
        @Default("{}") QuestionOptions questions)
        implements Recipe {
    static final String VECTORS = "vectors";
    static final String COUNT = "count";
    static final String KMEANS = "kmeans";
    static final String DISCOVER = "discover";

    static final Slot SLOT = Slot.of(DISCOVER)
            .training("head")
            .shared(new Sharing.OneDevice("discover trains on one device only"))
            .in(Precisions.only(Precision.FLOAT32, "the vectors are computed before"));

    public static final Method METHOD = new Method(
            Discover.class,
            List.of(
                    new Paper(
                            "Parametric Classification for Generalized Category Discovery: A Baseline Study",
                            "2211.11727"),
                    new Paper("Generalized Category Discovery", "2201.02609"),
                    new Paper("Active Generalized Category Discovery", "2403.04272")),
            LabelNeed.learning(LabelKind.CLASS),
            Slot.joined(Pretrainings.slots(VECTORS), SLOT),
            List.of(
                    new Artifact(DISCOVER, DiscoveryFiles.CLASSES, "class of each example, with its probability"),
                    new Artifact(DISCOVER, DiscoveryTraining.HEAD, "weights of correction and classifier")),
            Set.of(Capability.PREDICTS));

    public Discover {
        Checks checks = new Checks()
                .atLeast("classes", classes.orElse(2), 2)
                .atLeast("most_classes", mostClasses.orElse(2), 2)
                .that(
                        mostClasses.isEmpty() || (classes.isEmpty() && continues.isEmpty()),
                        "most_classes",
                        "must be left out together with classes or continues: the number of classes is not estimated then")
                .atLeast("starts", starts, 1)
                .that(
                        unlabelled.isEmpty() || hide.isEmpty(),
                        "hide",
                        "must be left out together with unlabelled: hide is for complete data");
        if (vectors.isPresent() && vectors.get() instanceof EncoderSource source) {
            source.check(checks, VECTORS, data, Optional.empty(), "");
        }
        checks.done();
    }

    @Override
    public Method method() {
        return METHOD.training(
                Slot.joined(vectors.map(source -> source.slots(VECTORS)).orElse(List.of()), SLOT));
    }

    @Override
    public Optional<DataConfig> examples() {
        return Optional.of(data);
    }

    @Override
    public void checkSizes(SizeChecks checks, TaskData opened) {
        if (!(opened.trainLabels() instanceof ClassLabels)) {
            return; // the declaration of the method has refused these data already
        }
        TaskData examples = RelabelledData.withUnlabelled(opened);
        KnownPart known = KnownPart.of(this, examples, Answers.now(this, examples));
        Optional<Integer> length = vectors.isPresent()
                ? vectors.get().dimension(examples)
                : examples.inputs().preprocessing().raw().map(Preprocessing.Raw::dimension);
        continues.ifPresent(earlier -> Continued.require(earlier, length));
        vectors.ifPresent(source -> source.checkSizes(checks, VECTORS, examples));
        checks.training("discover.training", discover.training(), known.given().length, "training " + examples.unit());
        int unlabelled = known.unlabelled().length;
        int labelled = known.given().length - unlabelled;
        checks.that(
                classes.isPresent() || continues.isPresent() || (known.old().size() > 1 && labelled >= 10),
                "classes",
                "must be given: an estimate needs labels of at least 2 classes and 10 " + examples.unit() + ", found "
                        + known.old().size() + " and " + labelled);
        checks.that(
                classes.orElse(0) <= known.given().length,
                "classes",
                "must be at most the number of training " + examples.unit() + ", which is " + known.given().length
                        + "; found " + classes.orElse(0));
        checks.that(
                mostClasses.orElse(known.old().size()) >= known.old().size(),
                "most_classes",
                "must be at least the number of old classes, which is "
                        + known.old().size() + "; found " + mostClasses.orElse(0));
        checks.that(
                questions.count() <= unlabelled,
                "questions.count",
                "must be at most the number of " + examples.unit() + " without a label, which is " + unlabelled
                        + "; found " + questions.count());
        List<String> single = known.seldom(2);
        checks.expect(
                single.isEmpty(),
                "data",
                "has only one labelled example of " + Shown.of(single)
                        + ": a single one says little about its class. Label at least two of each old class");
        classes.flatMap(discover::batchAdvice)
                .ifPresent(advice -> checks.expect(false, "discover.training.batch_size", advice));
        checks.describe(() -> List.of(known.given().length + " training " + examples.unit() + ": " + labelled
                + " labelled ones of " + known.old().size() + " old classes, and " + unlabelled + " without a label."));
    }

    @Override
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        stages.add(Stage.of(VECTORS, context -> DiscoverStages.vectors(this, context)));
        if (classes.isEmpty() && continues.isEmpty()) {
            stages.add(Stage.of(COUNT, context -> DiscoverStages.count(this, context)));
        }
        stages.add(Stage.of(KMEANS, context -> DiscoverStages.kMeans(this, context)));
        for (int start = 1; start <= startCount() && startCount() > 1; start++) {
            stages.add(Stage.of(start(start), context -> DiscoverStages.start(this, context)));
        }
        stages.add(Stage.of(DISCOVER, context -> DiscoverStages.discover(this, context)));
        return stages;
    }

    /** Number of trainings from different weights; one if the weights come from an earlier run. */
    int startCount() {
        return continues.isPresent() ? 1 : discover.starts();
    }

    /** Name of the stage of one of several trainings, counted from 1. */
    static String start(int number) {
        return "start-" + number;
    }

    @Override
    public Evaluation evaluation() {
        return (run, choice, context) -> {
            requireLast(run, choice.isLast());
            return DiscoverStages.evaluate(this, run, context);
        };
    }

    @Override
    public TrainedModel model(FinishedRun run, ModelChoice choice, NDManager manager) throws IOException {
        requireLast(run, choice.weights().isLast() && choice.part() == ModelChoice.Part.MODEL);
        return new DiscoveredClasses(this, run, manager);
    }

    @Override
    public Optional<Path> foundClasses(FinishedRun run) {
        return run.isComplete(DISCOVER)
                ? Optional.of(run.stage(DISCOVER).resolve(DiscoveryFiles.CLASSES))
                : Optional.empty();
    }

    @Override
    public List<Exhibit> exhibits(FinishedRun run, Optional<TaskData> examples, NDManager manager) throws IOException {
        Optional<Path> classes = foundClasses(run);
        return classes.isPresent()
                ? DiscoveryExhibits.of(classes.get(), run.stage(VECTORS), examples, manager)
                : List.of();
    }

    private static void requireLast(FinishedRun run, boolean last) {
        if (!last) {
            throw new UserException(
                    "A run of discover keeps its last weights only, and trains neither an encoder nor class"
                            + " centers. Leave out --checkpoint, --weights, --encoder and --centers.");
        }
        requireFinished(run);
    }

    static void requireFinished(FinishedRun run) {
        if (!run.isComplete(DISCOVER)) {
            throw new UserException(run.folder() + " has not finished its stage " + DISCOVER
                    + " yet. Continue it with `winnow train .. --resume` first.");
        }
    }
}
