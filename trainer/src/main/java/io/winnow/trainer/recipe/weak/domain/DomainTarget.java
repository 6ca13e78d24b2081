package io.winnow.trainer.recipe.weak.domain;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassNames;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import io.winnow.trainer.recipe.weak.Weak;
import io.winnow.trainer.recipe.weak.WeakTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Domains that differ in their mixture of classes (latent label shift). */
@Kind("domain")
@Doc(
        "Domains that differ only in their mixture of classes, such as places or months (latent label shift, DDFA): things that grow rarer"
                + " and more frequent together are one class. The classes that are found have no names.")
public record DomainTarget(
        @Doc(
                "Number of clusters of the domain probabilities of the examples, at least the number of classes. About three times as many are"
                        + " a good choice for an encoder that starts at random.")
        @Default("30")
        int clusters,

        @Doc(
                "How the mixtures are found in the table of clusters and domains. anchors: by clusters in which one class is alone;"
                        + " factorise: by non-negative factorisation from a random start, as published, which is not unique.")
        @Default("anchors")
        Mixing mixtures,

        @Doc(
                "Number of updates by which a factorisation refines the mixtures. Refined ones are kept only if they predict the domains of"
                        + " validation examples at least as well.")
        @Default("200")
        int updates)
        implements WeakTarget {
    /** Name of the stage that trains a classifier of the domains. */
    static final String DISCRIMINATE = "discriminate";

    /** Name of the stage that finds the classes. */
    static final String DISCOVER = "discover";

    /** A domain with fewer examples says little about its mixture. */
    private static final int FEW = 50;

    /** Why the classifier of domains must see each example as often as all others. */
    private static final String UNEQUAL =
            "must be left out: with it, the probabilities of the domains would not be those of the data, from which the"
                    + " classes are computed";

    private static final String KEPT = "validation/nll";

    public DomainTarget {
        new Checks()
                .positive("clusters", clusters)
                .notNegative("updates", updates)
                .done();
    }

    /** How mixtures are found. */
    public enum Mixing {
        /** By successive projection. */
        ANCHORS,
        /** By non-negative factorisation. */
        FACTORISE
    }

    @Override
    public LabelKind labels() {
        return LabelKind.DOMAIN;
    }

    @Override
    public FoundClassLoss trainedLoss() {
        return new FoundClassLoss();
    }

    @Override
    public void check(Checks checks, String key, ClassifierOptions classify) {
        checks.that(
                classify.training() == null
                        || classify.training().earlyStopping().isEmpty(),
                "classify.training.early_stopping",
                "must be left out: the classifier of domains keeps its best weights by itself if there are validation"
                        + " examples, and that of the found classes has no labels to be validated by");
        checks.that(ClassifierOptions.isNatural(classify.sampling()), "classify.sampling", UNEQUAL)
                .that(!ClassifierOptions.weighsClasses(classify.classWeights()), "classify.class_weights", UNEQUAL);
    }

    @Override
    public void checkSizes(SizeChecks checks, String key, ClassifierOptions classify, TaskData data) {
        DomainLabels labels = (DomainLabels) data.trainLabels();
        ClassLabels domains = labels.domainClasses();
        long present = 0;
        for (boolean each : domains.present()) {
            present += each ? 1 : 0;
        }
        checks.that(data.trainWeights().isEmpty(), "data.weight", UNEQUAL);
        checks.that(present > 1, key, "needs examples of several domains; found " + present);
        checks.that(
                present == domains.classCount(),
                key,
                "needs training examples of each domain; there are none of " + domains.absent() + ". "
                        + ClassNames.alike("The data have domains", "domains", domains.classNames())
                                .map(alike -> alike + ": write them in the same way in all files")
                                .orElse("Add some, or leave the other examples of these domains out"));
        checks.that(
                present >= labels.classCount(),
                key,
                "needs at least as many domains as classes; found " + Plural.of(present, "domains") + " and "
                        + labels.classCount() + " classes. Use more domains, or look for fewer classes");
        checks.that(
                clusters >= labels.classCount(),
                key + ".clusters",
                "must be at least the number of classes " + labels.classCount() + ", found " + clusters);
        double[] counts = domains.counts();
        long few = Arrays.stream(counts).filter(each -> each > 0 && each < FEW).count();
        checks.expect(
                few == 0,
                key,
                "has fewer than " + FEW + " training examples of " + few
                        + " of the domains, whose mixtures will be uncertain");
        checks.expect(
                data.validation().isPresent(),
                key,
                "has no validation " + data.unit()
                        + ", so that the classifier of domains is used as its training leaves it, and not calibrated. "
                        + data.validationAdvice());
    }

    @Override
    public List<Stage> stages(Weak recipe) {
        Discovery discovery = new Discovery(this, recipe);
        return List.of(
                Stage.of(
                        DISCRIMINATE,
                        context -> context.with(
                                recipe.data(),
                                (data, stage) -> recipe.train(
                                        discriminator(recipe, data),
                                        Discovery.ofDomains(data),
                                        Optional.empty(),
                                        stage))),
                Stage.of(DISCOVER, discovery::run),
                Stage.of(Weak.CLASSIFY, discovery::train));
    }

    /** The options with which domains are told apart: of a training with validation examples, the best weights are kept. */
    private static ClassifierOptions discriminator(Weak recipe, TaskData data) {
        TrainingOptions training = recipe.classify().training();
        return data.validation().isPresent()
                ? recipe.classify().withTraining(training.keepingBest(KEPT))
                : recipe.classify();
    }

    @Override
    public List<Exhibit> exhibits(FinishedRun run, Optional<TaskData> data, NDManager manager) throws IOException {
        Path folder = run.stage(DISCOVER);
        return Files.exists(folder.resolve(FoundClasses.FILE))
                ? FoundClassExhibit.of(FoundClasses.read(folder), Discovery.probabilities(folder, manager), data)
                : List.of();
    }

    @Override
    public EncoderEvaluation evaluation(Weak recipe) {
        return new DomainEvaluation(recipe);
    }
}
