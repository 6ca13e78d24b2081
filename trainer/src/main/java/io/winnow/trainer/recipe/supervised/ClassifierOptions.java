package io.winnow.trainer.recipe.supervised;

import io.winnow.datasets.label.Labels;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.recipe.FineTuneOptions;
import io.winnow.trainer.recipe.Sharing;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.ValidatedTraining;
import io.winnow.trainer.target.TargetLoss;
import io.winnow.trainer.target.Targets;
import java.util.Optional;
import java.util.OptionalDouble;

/** Options for training an encoder with a classification head on given labels. */
@Doc("Options for training an encoder with a classification head on given labels.")
public record ClassifierOptions(
        EncoderConfig encoder,

        @Doc("The loss. By default, that of the labels: cross_entropy for one class, binary_cross_entropy for any"
                + " number of classes, cumulative for levels, huber for numbers.")
        Optional<TargetLoss> loss,

        @Doc("Mixup: parameter alpha of the distribution Beta(alpha, alpha) from which the mixing ratio is drawn. 0"
                + " turns mixup off.")
        @Default("0")
        double mixup,

        @Doc("CutMix: parameter alpha of the distribution Beta(alpha, alpha) from which the share of an image is"
                + " drawn whose other part is replaced by a rectangle of another image. 0 turns CutMix off. If"
                + " mixup is used, too, one of the two is drawn for each batch. For images only.")
        @Default("0")
        double cutmix,

        @Doc("Probability with which a batch is mixed, by mixup or CutMix.") @Default("1")
        double mixingProbability,

        @Doc("Learning rate of the head as a multiple of that of the encoder, above 0.") @Default("1")
        double headRate,

        @Doc("Random views of training examples. By default, weak ones: of texts as tokens, word dropout; of"
                + " images, only random crops of at least half of the area, and flips.")
        Optional<ViewsConfig> augmentation,

        @Doc("Whether the model is evaluated with the mean of its predictions for each image and for its mirror"
                + " image (test-time flips), as --flip does for other commands. For images only.")
        @Default("false")
        boolean testFlip,

        @Doc(
                "Starts the head from logistic regression on the vectors that the encoder makes of the training examples before it is"
                        + " trained, so that training begins where the baseline frozen_linear ends (Kumar et al., ICLR 2022). By default, the head"
                        + " starts at random.")
        Optional<LinearProbe.Options> linearStart,

        @Doc("Where the biases of the head start, for any number of classes. random: near 0, so that each class has a"
                + " probability of about a half; shares: at the logits of the shares of the training examples that have the"
                + " classes (as in Lin et al., ICCV 2017, section 3.3), which helps if most classes are rare and the training is"
                + " short. By default, random, and shares with the loss sampled.")
        Optional<BiasStart> biasStart,

        @Default("{}") FineTuneOptions fineTune,

        Optional<TokenHeadOptions> tokenHead,

        Optional<LabelMapOptions> labelMaps,

        Optional<UnionOptions> union,

        @Doc("Weights of classes in the loss. By default, all classes have the same weight.")
        Optional<ClassWeighting> classWeights,

        @Doc("Number of classes that an example has on average, for any number of classes; above 0. One threshold"
                + " for all classes is then chosen such that predictions for the validation examples have as many,"
                + " whatever their labels say. Give it if the validation labels are incomplete. By default,"
                + " thresholds have the largest F1 on the validation labels.")
        Optional<Double> expectedLabels,

        @Doc("How often training examples are drawn. By default, each of them once an epoch.")
        Optional<Sampling> sampling,

        TrainingOptions training) {
    /** Where the biases of a head start. */
    public enum BiasStart {
        RANDOM,
        SHARES
    }

    private static final String NO_MIXTURES =
            "must be 0 with this loss, which has no meaning for mixtures of examples; found ";

    private static final String SAMPLED = " with this loss, which looks at only a sample of the classes in each step";

    public ClassifierOptions {
        new Checks()
                .notNegative("mixup", mixup)
                .that(mixup == 0 || allowsMixup(loss), "mixup", NO_MIXTURES + mixup)
                .notNegative("cutmix", cutmix)
                .that(cutmix == 0 || allowsMixup(loss), "cutmix", NO_MIXTURES + cutmix)
                .that(
                        labelMaps.isEmpty() || allowsMixup(loss),
                        "label_maps",
                        "cannot be used with this loss, which needs the labels of whole examples. Use cross_entropy or, for"
                                + " any number of classes, binary_cross_entropy")
                .that(
                        tokenHead.isEmpty()
                                || loss.map(TargetLoss::cosineScale)
                                        .orElse(OptionalDouble.empty())
                                        .isEmpty(),
                        "token_head",
                        "must be left out with this loss, which has a head of its own")
                .that(
                        loss.isEmpty() || !bringsLoss(tokenHead),
                        "loss",
                        "must be left out with token_head of kind set, which has a loss of its own")
                .that(
                        linearStart.isEmpty()
                                || (tokenHead.isEmpty()
                                        && loss.map(TargetLoss::cosineScale)
                                                .orElse(OptionalDouble.empty())
                                                .isEmpty()),
                        "linear_start",
                        "must be left out with token_head, or with a loss that has a head of its own: it needs the usual linear head")
                .that(
                        linearStart.isEmpty() || biasStart.isEmpty(),
                        "bias_start",
                        "must be left out with linear_start, which has biases of its own")
                .that(
                        union.isEmpty() || (mixup == 0 && cutmix == 0),
                        "union",
                        "must be left out with mixup or cutmix, whose examples are mixtures already")
                .that(
                        union.isEmpty() || training.batchSize() > 1,
                        "union",
                        "must be left out with batch_size 1, or batch_size must be larger: examples are joined with others"
                                + " of their batch")
                .that(
                        union.isEmpty() || tokenHead.isEmpty(),
                        "union",
                        "must be left out with token_head, since it needs one vector for each example")
                .that(
                        union.isEmpty() || loss.map(TargetLoss::allowsUnions).orElse(true),
                        "union",
                        "must be left out with this loss, which has no meaning for unions of examples; use a loss of"
                                + " pairs of an example and a class, such as binary_cross_entropy or asymmetric")
                .that(tokenHead.isEmpty() || !samplesClasses(loss), "token_head", "must be left out" + SAMPLED)
                .that(!weighsClasses(classWeights) || !samplesClasses(loss), "class_weights", "must be none" + SAMPLED)
                .that(
                        !samplesClasses(loss)
                                || training == null
                                || training.emaDecay().isEmpty(),
                        "training.ema_decay",
                        "must be left out" + SAMPLED
                                + ", so that an average of all classes would take longer than the step")
                .that(
                        !samplesClasses(loss) || training == null || training.precision() != Precision.FLOAT16,
                        "training.precision",
                        "must not be float16" + SAMPLED)
                .that(
                        !samplesClasses(loss) || training == null || SampledHead.takes(training.optimizer()),
                        "training.optimizer",
                        "must be adamw, or sgd without nesterov," + SAMPLED)
                .between("mixing_probability", mixingProbability, 0, 1)
                .that(
                        mixingProbability == 1 || mixup > 0 || cutmix > 0,
                        "mixing_probability",
                        "must be left out without mixup and cutmix, of which it says how often they are used; found "
                                + mixingProbability)
                .positive("head_rate", headRate)
                .positive("expected_labels", expectedLabels.orElse(1.0))
                .that(
                        !weighsClasses(classWeights)
                                || !loss.map(TargetLoss::weighsClasses).orElse(false),
                        "class_weights",
                        "must be none with this loss, which weights classes by itself; or leave out its own weights or"
                                + " balance")
                .done();
        if (encoder != null && training != null) {
            training = training.automaticallyIn(encoder.automatic());
        }
    }

    /**
     * Checks these options, as far as the configuration tells.
     *
     * @param key key of these options
     * @param data null if this section is itself invalid
     */
    public void check(Checks checks, String key, DataConfig data) {
        if (tokenHead.isPresent() && encoder != null && data != null) {
            encoder.check(checks, data, key + ".encoder");
            encoder.checkTokens(checks, data, key + ".token_head");
        } else {
            EncoderConfig.check(checks, encoder, data, key + ".encoder");
        }
        if (encoder != null && training != null) {
            encoder.checkPrecision(checks, training.precision(), key + ".training.precision");
        }
        Optional<Class<? extends Labels>> labels = Optional.ofNullable(data).flatMap(DataConfig::labelKind);
        if (labels.isPresent() && loss.isPresent()) {
            checks.that(
                    Targets.fits(loss.get(), labels.get()),
                    key + ".loss",
                    "must be a loss for the labels that are learned, of which an example has "
                            + Targets.describe(labels.get()) + "; leave it out for the usual one");
        }
        Validation.check(checks, key + ".training", training, labels.flatMap(Targets::forLabels));
    }

    /**
     * Returns the options of a classifier with a linear head and the usual loss, without anything that is optional.
     *
     * @param augmentation views of the examples; empty for the usual ones
     */
    public static ClassifierOptions plain(
            EncoderConfig encoder,
            double headRate,
            Optional<ViewsConfig> augmentation,
            FineTuneOptions fineTune,
            TrainingOptions training) {
        return new ClassifierOptions(
                encoder,
                Optional.empty(),
                0,
                0,
                1,
                headRate,
                augmentation,
                false,
                Optional.empty(),
                Optional.empty(),
                fineTune,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                training);
    }

    /** Returns these options with another loss. */
    public ClassifierOptions withLoss(TargetLoss other) {
        return with(Optional.of(other), training);
    }

    /** Returns these options with other options of the training. */
    public ClassifierOptions withTraining(TrainingOptions other) {
        return with(loss, other);
    }

    private ClassifierOptions with(Optional<TargetLoss> otherLoss, TrainingOptions otherTraining) {
        return new ClassifierOptions(
                encoder,
                otherLoss,
                mixup,
                cutmix,
                mixingProbability,
                headRate,
                augmentation,
                testFlip,
                linearStart,
                biasStart,
                fineTune,
                tokenHead,
                labelMaps,
                union,
                classWeights,
                expectedLabels,
                sampling,
                otherTraining);
    }

    /** Returns the loss for data with a target: that of the head, the configured one, or the usual one of the target. */
    public TargetLoss lossFor(Inputs inputs) {
        return tokenHead
                .flatMap(head -> head.loss(inputs))
                .or(() -> loss)
                .orElseGet(() -> inputs.requireTarget().usualLoss());
    }

    /** Returns the logits at which the biases of the head start; empty if they start as the head does. */
    Optional<float[]> biases(TargetLoss used, Labels given) {
        boolean shares = biasStart.map(BiasStart.SHARES::equals).orElse(used.samplesClasses());
        return shares ? used.shareLogits(given) : Optional.empty();
    }

    private static boolean bringsLoss(Optional<TokenHeadOptions> head) {
        return head.map(TokenHeadOptions::bringsLoss).orElse(false);
    }

    /** Returns whether the loss supports mixtures of targets, which mixup and CutMix make, as far as the configuration tells. */
    public boolean allowsMixup() {
        return allowsMixup(loss);
    }

    /** Returns whether batches are mixed, by mixup or CutMix. */
    public boolean mixes() {
        return mixup > 0 || cutmix > 0;
    }

    /** Returns whether classes have weights. */
    public static boolean weighsClasses(Optional<ClassWeighting> weighting) {
        return weighting
                .filter(given -> !(given instanceof ClassWeighting.None))
                .isPresent();
    }

    private static boolean samplesClasses(Optional<TargetLoss> loss) {
        return loss.map(TargetLoss::samplesClasses).orElse(false);
    }

    /** Returns whether an epoch has each training example once. */
    public static boolean isNatural(Optional<Sampling> sampling) {
        return sampling.flatMap(Sampling::exponent).isEmpty();
    }

    private static boolean allowsMixup(Optional<TargetLoss> loss) {
        return loss.map(TargetLoss::allowsMixup).orElse(true);
    }

    /** Returns the scale of the cosines if the outputs are scaled cosines; empty if the head is linear. */
    public OptionalDouble cosineScale() {
        return loss.map(TargetLoss::cosineScale).orElse(OptionalDouble.empty());
    }

    /**
     * Checks these options against the data and their labels.
     *
     * @param key key of these options, below {@code recipe}
     */
    public void checkSizes(SizeChecks checks, String key, TaskData data) {
        new ClassifierSizes(this, data).check(checks, key);
    }

    /**
     * Returns the training of a stage with these options and the metrics that it records on validation examples.
     *
     * @throws io.winnow.trainer.run.UserException if the data have no validation examples with labels
     */
    public ValidatedTraining validated(String stage, TaskData data) {
        return Validation.training(stage, training, data);
    }

    /** Returns how several devices share a batch. */
    public Sharing sharing() {
        if (weighsClasses(classWeights)) {
            return new Sharing.OneDevice(
                    "classify.class_weights weights the examples of a whole batch; set it to none");
        } else if (mixup > 0) {
            return new Sharing.OneDevice("classify.mixup mixes examples across a whole batch; set it to 0");
        } else if (union.isPresent()) {
            return new Sharing.OneDevice("classify.union joins examples across a whole batch; leave it out");
        } else if (cutmix > 0) {
            return new Sharing.OneDevice("classify.cutmix mixes examples across a whole batch; set it to 0");
        } else if (bringsLoss(tokenHead)) {
            return new Sharing.OneDevice(
                    "the loss of classify.token_head weights the steps of a whole batch; leave the head out");
        } else if (samplesClasses(loss)) {
            return new Sharing.OneDevice("classify.loss draws the classes of a whole batch; choose another one");
        } else if (!loss.map(TargetLoss::averagesExamples).orElse(true)) {
            return new Sharing.OneDevice("classify.loss weights examples by class, or keeps a record of each example"
                    + " over the epochs; choose another one");
        }
        return new Sharing.MeanOfParts();
    }
}
