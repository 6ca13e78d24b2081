package io.winnow.trainer.recipe.supervised;

import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.Targets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Compares the options of a classifier with the data that it is to learn from, and with their labels. */
record ClassifierSizes(ClassifierOptions options, TaskData data) {
    /** What looked like a mistake when the training data were listed, such as class folders one level below. */
    private String suspicions() {
        return data.train().report().warnings().stream()
                .map(warning -> ". " + warning.replaceFirst("\\.$", ""))
                .collect(Collectors.joining());
    }

    /**
     * Checks them.
     *
     * @param key key of the options, below {@code recipe}
     */
    void check(SizeChecks checks, String key) {
        Labels given = data.trainLabels();
        Target target = data.inputs().target();
        Labels truth = data.test().labels();
        Optional<String> refused = target == null
                ? Optional.empty()
                : options.lossFor(data.inputs()).refuses(target, given);
        Optional<String> unfit =
                target == null ? Optional.empty() : options.tokenHead().flatMap(head -> head.refuses(target, given));
        Optional<String> unusable = target == null
                ? Optional.empty()
                : options.labelMaps().flatMap(maps -> maps.problem(target, data, options.augmentation()));
        checks.that(
                        refused.isEmpty(),
                        key + ".loss",
                        refused.orElse("") + ". The training " + data.unit() + " of "
                                + data.train().name() + " have " + Targets.describe(given)
                                + suspicions())
                .that(
                        options.mixup() == 0
                                || target == null
                                || options.lossFor(data.inputs()).allowsMixup(),
                        key + ".mixup",
                        "must be 0 for these labels, of which there are no mixtures; found " + options.mixup())
                .that(
                        options.cutmix() == 0
                                || target == null
                                || options.lossFor(data.inputs()).allowsMixup(),
                        key + ".cutmix",
                        "must be 0 for these labels, of which there are no mixtures; found " + options.cutmix())
                .that(
                        options.mixup() == 0 || data.inputs().preprocessing().allowsMixtures(),
                        key + ".mixup",
                        "must be 0 for these " + data.unit() + ", of which there are no mixtures; found "
                                + options.mixup())
                .that(
                        target == null
                                || !options.lossFor(data.inputs()).mixesExamples()
                                || data.inputs().preprocessing().allowsMixtures(),
                        key + ".loss.mixup",
                        "must be 0 for these " + data.unit() + ", of which there are no mixtures")
                .that(
                        target == null
                                || !options.lossFor(data.inputs()).mixesExamples()
                                || options.training().batchSize() > 1,
                        key + ".loss.mixup",
                        "must be 0 with batch_size 1, or batch_size must be larger: examples are mixed with others of"
                                + " their batch")
                .that(
                        !options.testFlip() || data.inputs().preprocessing().allowsCuts(),
                        key + ".test_flip",
                        "must be false for these " + data.unit() + ", of which there are no mirror images")
                .that(unusable.isEmpty(), key + ".label_maps", unusable.orElse(""))
                .that(
                        unfit.isEmpty(),
                        key + ".token_head",
                        unfit.orElse("") + ". The training " + data.unit() + " of "
                                + data.train().name() + " have " + Targets.describe(given))
                .that(
                        options.union().isEmpty()
                                || target == null
                                || options.lossFor(data.inputs()).allowsUnions(),
                        key + ".union",
                        "must be left out for these labels: it needs examples with any number of classes")
                .that(
                        options.cutmix() == 0 || data.inputs().preprocessing().allowsCuts(),
                        key + ".cutmix",
                        "must be 0 for these " + data.unit() + ", because CutMix exchanges rectangles of images; found "
                                + options.cutmix())
                .that(
                        target == null
                                || truth instanceof NoLabels
                                || Targets.kindOf(target).labels().contains(truth.getClass()),
                        "data",
                        "has test " + data.unit() + " (" + data.test().name()
                                + ") whose labels are of another kind than those of the training "
                                + data.unit() + ", "
                                + (target == null ? "" : Targets.kindOf(target).description()) + " each")
                .expect(
                        target == null
                                || !(given instanceof ClassSets)
                                || target.holds(data.trainExamples().length)
                                || options.lossFor(data.inputs()).samplesClasses(),
                        key + ".loss",
                        "looks at all " + given.classNames().size()
                                + " classes in each step. With so many, {kind: sampled} takes far less time and memory")
                .expect(
                        !(truth instanceof NoLabels),
                        "data",
                        "has test " + data.unit() + " without labels ("
                                + data.test().name() + "), so the model will not be evaluated. "
                                + data.labelAdvice(TaskData.Part.TEST))
                .training(
                        key + ".training", options.training(), data.trainExamples().length, "training " + data.unit());
        List<String> unknown = target == null
                ? List.of()
                : options.classWeights()
                        .map(weighting -> weighting.unknown(target.names()))
                        .orElse(List.of());
        boolean classes = target == null || target.classShares(given).isPresent();
        String numbers = "for these labels, which are no classes or levels";
        checks.that(
                        options.expectedLabels().isEmpty() || given instanceof ClassSets,
                        key + ".expected_labels",
                        "must be left out for these labels, which are not any number of classes")
                .that(
                        options.expectedLabels().isEmpty()
                                || options.expectedLabels().get()
                                        < given.classNames().size(),
                        key + ".expected_labels",
                        "must be below the number of classes, "
                                + given.classNames().size() + "; found "
                                + options.expectedLabels().orElse(0.0))
                .that(
                        options.expectedLabels().isEmpty() || data.validation().isPresent(),
                        key + ".expected_labels",
                        "needs validation " + data.unit() + ", on whose predictions the threshold is chosen")
                .that(unknown.isEmpty(), key + ".class_weights", "has an unknown class " + String.join(", ", unknown))
                .that(
                        classes || !ClassifierOptions.weighsClasses(options.classWeights()),
                        key + ".class_weights",
                        "must be none " + numbers)
                .that(
                        classes || ClassifierOptions.isNatural(options.sampling()),
                        key + ".sampling",
                        "must be natural " + numbers)
                .that(
                        ClassifierOptions.isNatural(options.sampling()) || data.allowsOrder(),
                        key + ".sampling",
                        "must be natural with data.shards_at_once, since shards are read from beginning to end");
        checks.that(
                        options.linearStart().isEmpty() || target == null || target.hasClassLogits(),
                        key + ".linear_start",
                        "must be left out for these labels, which are not classes")
                .that(
                        options.biasStart().isEmpty()
                                || target == null
                                || options.lossFor(data.inputs())
                                        .shareLogits(given)
                                        .isPresent(),
                        key + ".bias_start",
                        "must be left out with these labels or this head: it needs any number of classes, and a loss of pairs of an"
                                + " example and a class");
        if (target != null && refused.isEmpty()) {
            options.lossFor(data.inputs())
                    .doubts(given, options.training().batchSize())
                    .forEach(doubt -> checks.expect(false, key + ".loss", doubt));
        }
        if (target != null && unfit.isEmpty()) {
            options.tokenHead()
                    .flatMap(head -> head.refuses(ClassifierNetwork.tokenWidth(options, data.inputs())))
                    .ifPresent(why -> checks.that(false, key + ".token_head", why));
            options.tokenHead()
                    .flatMap(head -> head.doubt(given))
                    .ifPresent(doubt -> checks.expect(false, key + ".token_head", doubt));
        }
        options.fineTune().checkSizes(checks, key + ".fine_tune", options.encoder(), options.training(), data);
        Validation.checkSizes(checks, key + ".training", options.training(), data);
    }
}
