package io.winnow.trainer.modality.image;

import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.RelabelledImages;
import io.winnow.datasets.image.SelectedImages;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.LongTail;
import io.winnow.datasets.label.TrueLabelSets;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.split.Strata;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.modality.GivenLabels;
import io.winnow.trainer.modality.LabelSimulation;
import io.winnow.trainer.modality.SetSimulation;
import io.winnow.trainer.modality.UnlabelledExamples;
import io.winnow.trainer.modality.WeakSimulation;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Images with the labels that {@link GivenLabels} specifies.
 *
 * @param images training images with the given labels; images that are not in use have the class 0, which is never read
 * @param examples training examples in use, ascending
 * @param unlabelled the training images without a label
 * @param truth true labels of the examples in use, if they are known and each has one class
 * @param truthSets true label sets of the examples in use, if missing labels were simulated
 * @param test the test images, with the labels of a file if it has some for them
 * @param validated training images with the labels by which they are validated: those of the file, or else their own, without simulated noise
 * @param validation indices of the validation images that have a label, ascending
 * @param notes notes for the user, one sentence each
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record Simulation(
        ImageDataset images,
        int[] examples,
        UnlabelledExamples unlabelled,
        Optional<TrueLabels> truth,
        Optional<TrueLabelSets> truthSets,
        ImageDataset test,
        ImageDataset validated,
        int[] validation,
        List<String> notes) {
    /**
     * Assigns the labels.
     *
     * @param examples training examples in use before the long tail is sampled, ascending
     * @param validation validation images, ascending
     * @param held images that are held out as test images, ascending; empty if there are separate test images
     * @param heldByKeys whether they are held out by their keys, so that classes may have no other images
     */
    static Simulation of(
            ImageDataset images,
            int[] examples,
            int[] validation,
            GivenLabels rule,
            ImageDataset test,
            int[] held,
            LabelledByFile.Folders folders,
            boolean heldByKeys)
            throws IOException {
        if (rule.file().isPresent()) {
            int[] all = IntStream.concat(Arrays.stream(examples), Arrays.stream(validation))
                    .sorted()
                    .toArray();
            LabelledByFile read = LabelledByFile.read(rule, images, all, test, held, folders);
            Optional<ClassLabels> truth = read.own() && images.labels() instanceof ClassLabels single
                    ? Optional.of(single)
                    : Optional.empty();
            ClassLabels given = new ClassLabels(
                    Arrays.stream(read.classes()).map(each -> Math.max(each, 0)).toArray(), read.classNames());
            int[] labelled = Holdout.without(read.examples(), validation);
            ClassLabels drawnBy = truth.orElse(given);
            int[] tail = longTail(drawnBy, labelled, rule);
            int[] used = few(drawnBy, images, tail, rule);
            requireEveryClass(given, used, rule, read.own(), held, heldByKeys, images.name());
            ImageDataset relabelled = new RelabelledImages(images, given);
            return new Simulation(
                    relabelled,
                    used,
                    without(truth, Holdout.without(examples, labelled)).and(withheld(drawnBy, tail, used, rule)),
                    truth.map(own -> new TrueLabels(pick(own, used))),
                    Optional.empty(),
                    read.test(),
                    relabelled,
                    Holdout.without(read.examples(), labelled),
                    read.notes());
        }
        if (rule.simulate().isPresent()) {
            LabelSimulation made = rule.simulate().get();
            return made.weak().rule().isPresent()
                    ? weak(images, examples, validation, made, test)
                    : missing(images, examples, validation, made.sets(), test);
        }
        if (!(images.labels() instanceof ClassLabels all)) {
            throw new UserException(
                    "data.labels without a file needs images with exactly one label each; " + images.name()
                            + " has none or several. Give labels in a file (data.labels.file), simulate missing ones of several"
                            + " (data.labels.simulate), or leave data.labels out.");
        }
        ClassLabels own = rule.unlabelledClass()
                .map(name -> withoutClass(all, name, images.name()))
                .orElse(all);
        int[] labelled = Arrays.stream(examples).filter(own::known).toArray();
        int[] tail = longTail(own, labelled, rule);
        int[] used = few(own, images, tail, rule);
        requireEveryClass(own, used, rule, true, held, heldByKeys, images.name());
        int[] truth = pick(own, used);
        int[] noisy = rule.noise().isPresent()
                ? SimulatedNoise.of(images, used, truth, rule.noise().get(), rule.seed())
                : truth;
        int[] classes = new int[own.size()];
        for (int i = 0; i < used.length; i++) {
            classes[used[i]] = noisy[i];
        }
        ClassLabels given = new ClassLabels(classes, own.classNames());
        requireEveryClass(given, used, rule, true, held, heldByKeys, images.name());
        return new Simulation(
                new RelabelledImages(images, given),
                used,
                UnlabelledExamples.of(Holdout.without(examples, labelled)).and(withheld(own, tail, used, rule)),
                Optional.of(new TrueLabels(truth)),
                Optional.empty(),
                test,
                images,
                validation,
                List.of());
    }

    private static Simulation missing(
            ImageDataset images, int[] examples, int[] validation, SetSimulation rule, ImageDataset test) {
        if (!(images.labels() instanceof ClassSets own) || !own.complete()) {
            throw new UserException("data.labels.simulate needs images of which all classes are known; " + images.name()
                    + " has other labels. Leave it out, or use data.labels.noise for images with one label each.");
        }
        SetSimulation.Imperfect made = rule.of(own.select(examples));
        int[] used = Arrays.stream(made.examples()).map(i -> examples[i]).toArray();
        int[][] positives = new int[own.size()][0];
        int[][] negatives = new int[own.size()][0];
        boolean[] closed = new boolean[own.size()];
        for (int i = 0; i < used.length; i++) {
            positives[used[i]] = made.given().positives()[i];
            negatives[used[i]] = made.given().negatives()[i];
            closed[used[i]] = made.given().closed()[i];
        }
        return new Simulation(
                new RelabelledImages(images, new ClassSets(positives, negatives, closed, own.classNames())),
                used,
                UnlabelledExamples.NONE,
                Optional.empty(),
                Optional.of(made.truth()),
                test,
                images,
                validation,
                List.of());
    }

    /** Training and validation images have weak labels, and test images their own. */
    private static Simulation weak(
            ImageDataset images, int[] examples, int[] validation, LabelSimulation made, ImageDataset test) {
        if (!(images.labels() instanceof ClassLabels own)) {
            throw new UserException("data.labels.simulate makes weak labels of images with exactly one label each; "
                    + images.name() + " has none or several. Leave it out, or use other images.");
        }
        WeakSimulation.Rule rule = made.weak().rule().orElseThrow();
        if (rule.column().isPresent()) {
            throw new UserException("data.labels.simulate divides images by the column '"
                    + rule.column().get()
                    + "', but images have no columns of numbers. Leave the column out.");
        }
        long seed = made.sets().seed();
        Labels train = weak(own, examples, rule, seed, 0);
        Labels validated = weak(own, validation, rule, seed, 1);
        int[] used = Arrays.stream(examples).filter(train::known).toArray();
        return new Simulation(
                new RelabelledImages(images, train),
                used,
                UnlabelledExamples.NONE,
                Optional.of(new TrueLabels(pick(own, used))),
                Optional.empty(),
                judged(test, rule, seed),
                new RelabelledImages(images, validated),
                Arrays.stream(validation).filter(validated::known).toArray(),
                List.of());
    }

    /** The test images that are judged, with the labels by which they are. */
    private static ImageDataset judged(ImageDataset test, WeakSimulation.Rule rule, long seed) {
        if (!(test.labels() instanceof ClassLabels own)) {
            return test;
        }
        Labels labels = rule.ofTest(own, seed);
        return labels == own
                ? test
                : new SelectedImages(
                        new RelabelledImages(test, labels),
                        IntStream.range(0, labels.size()).filter(labels::known).toArray());
    }

    /** Weak labels of some images (M), at the places of these images among all (N); the labels of all others are never read. */
    private static Labels weak(ClassLabels own, int[] examples, WeakSimulation.Rule rule, long seed, int part) {
        int[] places = new int[own.size()];
        for (int i = 0; i < examples.length; i++) {
            places[examples[i]] = i;
        }
        return examples.length == 0
                ? own
                : rule.of(own.select(examples), seed, part).select(places);
    }

    private static int[] longTail(ClassLabels labels, int[] examples, GivenLabels rule) {
        if (rule.longTail().isEmpty()) {
            return examples;
        }
        int[] places = LongTail.subset(
                pick(labels, examples), labels.classCount(), rule.longTail().get(), rule.seed());
        return Arrays.stream(places).map(place -> examples[place]).toArray();
    }

    private static int[] few(ClassLabels labels, ImageDataset images, int[] examples, GivenLabels rule) {
        if (rule.fewShot().isEmpty()) {
            return examples;
        }
        List<String> keys = Arrays.stream(examples).mapToObj(images::key).toList();
        Strata classes = Strata.classes(pick(labels, examples), labels.classNames());
        int[] drawn = rule.fewShot().get().draw(keys, classes, "images").rows();
        return Arrays.stream(drawn).map(place -> examples[place]).toArray();
    }

    private static UnlabelledExamples withheld(ClassLabels labels, int[] examples, int[] drawn, GivenLabels rule) {
        return rule.fewShot().map(few -> few.withheld(examples, drawn, labels)).orElse(UnlabelledExamples.NONE);
    }

    /** Images that a label file leaves without a label, with their own labels as the true ones. */
    private static UnlabelledExamples without(Optional<ClassLabels> truth, int[] examples) {
        return truth.map(own -> new UnlabelledExamples(examples, pick(own, examples)))
                .orElseGet(() -> UnlabelledExamples.of(examples));
    }

    /** Returns labels in which a class is none. */
    static ClassLabels withoutClass(ClassLabels labels, String name, String images) {
        List<String> names = labels.classNames();
        int number = names.indexOf(name);
        if (number < 0) {
            throw new UserException("data.labels.unlabelled_class is '" + name + "', but " + images
                    + " has no such class; " + Names.allowedAtEnd(name, names));
        }
        return labels.renumber(
                IntStream.range(0, names.size())
                        .map(k -> k == number ? GivenNames.NONE : k < number ? k : k - 1)
                        .toArray(),
                names.stream().filter(each -> !each.equals(name)).toList());
    }

    private static int[] pick(ClassLabels labels, int[] examples) {
        return Arrays.stream(examples).map(example -> labels.classes()[example]).toArray();
    }

    /** Images that are held out by their keys may be all of a class; a note on the data says so. */
    private static void requireEveryClass(
            ClassLabels labels,
            int[] examples,
            GivenLabels rule,
            boolean own,
            int[] held,
            boolean heldByKeys,
            String name) {
        boolean[] present = labels.select(examples).present();
        for (int k = 0; k < present.length; k++) {
            if (!present[k] && !heldByKeys) {
                boolean file = rule.file().isPresent();
                throw new UserException("No training image of " + name + " in use has the class '"
                        + labels.classNames().get(k)
                        + "'. Use more images of this class, or a larger data.limit if it is set"
                        + (rule.longTail().isPresent() ? ", or a smaller data.labels.long_tail" : "")
                        + (file && !own && held.length > 0
                                ? ", or a smaller data.holdout if its images are held out as test images"
                                : "")
                        + (file && own ? ", or data.labels.truth: none to take the classes from the file" : "") + ".");
            }
        }
    }
}
