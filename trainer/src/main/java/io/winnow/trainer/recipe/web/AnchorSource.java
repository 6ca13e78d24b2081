package io.winnow.trainer.recipe.web;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.anchor.AnchorFiles;
import io.winnow.trainer.anchor.AnchorOptions;
import io.winnow.trainer.anchor.PoolAnchors;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Inline;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataPaths;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.pool.CaptionedExamples;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.supervised.GivenClasses;
import io.winnow.trainer.recipe.supervised.TrustedLabels;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Where trusted examples of each class come from. */
@Doc(
        "Where trusted examples of each class (anchors) come from. The first prototypes of the classes are computed from them, and their labels are"
                + " never corrected.")
public sealed interface AnchorSource {
    /**
     * Finds the trusted examples.
     *
     * @param vectors computes the vectors (N, D) of the training examples in use, after the first training
     * @param context stage in whose folder details are written
     */
    Trusted find(TaskData data, Function<NDManager, float[][]> vectors, StageContext context) throws IOException;

    /**
     * Requires, before anything is trained, that the files exist and belong to the data.
     *
     * @throws UserException if not
     */
    default void require(TaskData data) throws IOException {}

    /** No example is trusted: prototypes are the means of all examples of a class, as in MoPro. */
    @Kind("none")
    @Doc("No example is trusted: prototypes are computed from all examples with the given labels, as in MoPro.")
    record None() implements AnchorSource {
        @Override
        public Trusted find(TaskData data, Function<NDManager, float[][]> vectors, StageContext context) {
            return new Trusted(new int[0], new int[0]);
        }
    }

    /** Examples that a file names. */
    @Kind("file")
    @Doc("Examples that a file names with their labels, such as checked ones, or what winnow data anchors writes.")
    record FromFile(@Inline TrustedLabels labels) implements AnchorSource {
        @Override
        public Trusted find(TaskData data, Function<NDManager, float[][]> vectors, StageContext context)
                throws IOException {
            int[] classes = labels.classes(data, "anchors", context.progress()::say);
            int[] rows = IntStream.range(0, classes.length)
                    .filter(i -> classes[i] != GivenNames.NONE)
                    .toArray();
            return new Trusted(rows, Arrays.stream(rows).map(i -> classes[i]).toArray());
        }

        @Override
        public void require(TaskData data) throws IOException {
            labels.classes(data, "anchors", summary -> {});
        }
    }

    /** Examples that are drawn at random. */
    @Kind("random")
    @Doc(
            "Examples of each class that are drawn at random and keep their given label: a control that shows what the texts, or the checked"
                    + " labels of a file, are worth.")
    record Random(
            @Doc("Largest number of anchors of a class.") @Default("50")
            int count) implements AnchorSource {
        public Random {
            new Checks().atLeast("count", count, 1).done();
        }

        @Override
        public Trusted find(TaskData data, Function<NDManager, float[][]> vectors, StageContext context) {
            return drawn(GivenClasses.of(data).classes(), count, context.seed());
        }

        /** Draws examples of each class without replacement. */
        static Trusted drawn(int[] given, int count, long seed) {
            int[] left = new int[1 + Arrays.stream(given).max().orElse(-1)];
            Arrays.fill(left, count);
            int[] rows = IntStream.of(Permutation.of(given.length, seed))
                    .filter(row -> left[given[row]]-- > 0)
                    .sorted()
                    .toArray();
            return new Trusted(rows, Arrays.stream(rows).map(row -> given[row]).toArray());
        }
    }

    /** Examples whose texts fit the definition of their class best. */
    @Kind("texts")
    @Doc(
            "Examples whose texts fit the definition of their class best, by the sentence encoder that comes with Winnow, as winnow data anchors"
                    + " finds them.")
    record FromTexts(
            @Doc("File of records with the name and the definition of each class.")
            Path definitions,

            @Doc("File of the texts of the examples, with the columns key and caption.")
            Path captions,

            @Doc("Largest number of anchors of a class.") @Default("50")
            int count,

            @Doc(
                    "How texts are compared with definitions. cosine: by the cosine of their vectors; reciprocal: by k-reciprocal re-ranking"
                            + " among the texts of a class.")
            @Default("reciprocal")
            AnchorOptions.Match match,

            @Doc(
                    "Whether only those examples count whose text is nearer to the definition of their own class than to any other.")
            @Default("false")
            boolean nearest,

            @Doc(
                    "Whether the vector of each text is replaced by the mean of the texts of examples that look alike, according to the network"
                            + " after its first training. You need this if labels were taken from the texts, since a text cannot contradict"
                            + " a label that was taken from it.")
            @Default("true")
            boolean smooth,

            @Doc(
                    "Weight of the text of an image that looks alike. similarity: the nearer the image, the more its text counts; distance: the"
                            + " nearer, the less, as in the published code, and of four images rather than five.")
            @Default("similarity")
            AnchorOptions.NeighbourWeight neighbourWeight)
            implements AnchorSource {
        private static final String TABLE = "anchors.csv";
        private static final String PAGE = "anchors.html";

        private static List<String> keys(TaskData data) {
            return Arrays.stream(data.trainExamples())
                    .mapToObj(data.train()::key)
                    .toList();
        }

        public FromTexts {
            new Checks()
                    .atLeast("count", count, 1)
                    .that(
                            smooth || neighbourWeight == AnchorOptions.NeighbourWeight.SIMILARITY,
                            "neighbour_weight",
                            "must be left out if smooth is false: then no text of another image counts")
                    .done();
        }

        @Override
        public Trusted find(TaskData data, Function<NDManager, float[][]> vectors, StageContext context)
                throws IOException {
            ClassLabels given = (ClassLabels) data.trainLabels();
            List<String> keys = keys(data);
            List<String> notes = new ArrayList<>();
            List<Optional<String>> texts =
                    CaptionedExamples.read(DataPaths.require(captions), trained(data), keys, notes);
            List<Optional<String>> classes = Arrays.stream(given.classes())
                    .mapToObj(each -> Optional.of(given.classNames().get(each)))
                    .toList();
            Pool pool = new Pool(
                    data.train().name(), "", keys, texts, classes, Optional.empty(), List.of(), List.copyOf(notes));
            PoolAnchors found;
            try (NDManager scope = context.manager().newSubManager()) {
                found = PoolAnchors.of(
                        pool,
                        DataPaths.require(definitions),
                        smooth ? Optional.of(vectors.apply(scope)) : Optional.empty(),
                        new AnchorOptions(count, match, nearest, neighbourWeight),
                        scope);
            }
            found.notes().forEach(context.progress()::say);
            AnchorFiles.write(
                    found, context.folder().resolve(TABLE), context.folder().resolve(PAGE));
            TreeMap<Integer, Integer> all = new TreeMap<>();
            for (int k = 0; k < found.names().size(); k++) {
                int own = given.classNames().indexOf(found.names().get(k));
                Arrays.stream(found.anchors().ofClass().get(k)).forEach(row -> all.put(row, own));
            }
            return new Trusted(
                    all.keySet().stream().mapToInt(i -> i).toArray(),
                    all.values().stream().mapToInt(i -> i).toArray());
        }

        @Override
        public void require(TaskData data) throws IOException {
            ClassLabels given = (ClassLabels) data.trainLabels();
            boolean[] present = given.present();
            List<String> names = IntStream.range(0, present.length)
                    .filter(k -> present[k])
                    .mapToObj(given.classNames()::get)
                    .toList();
            PoolAnchors.requireDefinitions(DataPaths.require(definitions), names);
            CaptionedExamples.read(DataPaths.require(captions), trained(data), keys(data), new ArrayList<>());
        }

        /** Captions may belong to held-out examples as well, which are no strangers. */
        private static String trained(TaskData data) {
            return "the training " + data.unit() + " of " + data.train().name();
        }
    }
}
