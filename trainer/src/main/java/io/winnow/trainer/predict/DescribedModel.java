package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.describe.DescribedClasses;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An encoder, with the classes of its training examples and further ones that have no example but a description. The further ones are found
 * by a map from descriptions to vectors that is fitted to the others in closed form, see {@link DescribedClasses}. A class with few examples is
 * found by both. Nothing is trained.
 */
public final class DescribedModel implements TrainedModel {
    /** Temperature of the probabilities, which are not calibrated. */
    private static final double TEMPERATURE = 0.05;

    /** Examples of each class that the settings are chosen by. */
    private static final int PER_CLASS = 100;

    /** A class with at most this many examples is known by its description as well, if enough others have more. */
    private static final int MOST_FEW = 10;

    private final TrainedModel encoder;
    private final ItemReader<?> reader;
    private final DescribedClasses classes;
    private final ModelOutput output;

    private DescribedModel(TrainedModel encoder, ItemReader<?> reader, DescribedClasses classes, ModelOutput output) {
        this.encoder = encoder;
        this.reader = reader;
        this.classes = classes;
        this.output = output;
    }

    /**
     * Fits the map.
     *
     * @param encoder encoder of items, which is closed with the result
     * @param reader reads the items to classify
     * @param train training examples
     * @param examples indices of those in use (N)
     * @param given their classes
     * @param described the classes, of which some have no example
     * @throws UserException if a class with examples is not described, or if there are no other ones
     */
    public static DescribedModel fit(
            TrainedModel encoder,
            ItemReader<?> reader,
            Dataset<?> train,
            int[] examples,
            ClassLabels given,
            Descriptions described,
            NDManager manager)
            throws IOException {
        List<String> known = withExamples(given);
        List<String> frequent = withExamples(given, MOST_FEW + 1);
        List<String> seen = frequent.size() < DescribedClasses.FEWEST ? known : frequent;
        List<String> names = described.labels();
        require(known, seen, names);
        List<String> order =
                Stream.concat(seen.stream(), names.stream()).distinct().toList();
        try (NDManager scope = manager.newSubManager()) {
            double[][] descriptions = described.of(order);
            double[][] x = unit(encoder.run(train, examples, scope));
            int[] places = given.classNames().stream().mapToInt(order::indexOf).toArray();
            int[] labels = Arrays.stream(given.classes())
                    .map(k -> k < 0 ? -1 : places[k])
                    .toArray();
            int[] some = first(labels, seen.size());
            DescribedClasses fitted = DescribedClasses.fit(
                    means(x, labels, seen.size()),
                    rows(x, some),
                    Arrays.stream(some).map(n -> labels[n]).toArray(),
                    descriptions,
                    IntStream.range(seen.size(), order.size())
                            .mapToObj(k -> rows(x, of(labels, k)))
                            .toList());
            return new DescribedModel(
                    encoder,
                    reader,
                    fitted,
                    new ModelOutput(
                            ModelOutput.Kind.CLASSIFIER,
                            order.size(),
                            Targets.of(new ClassLabels(new int[0], order)).orElseThrow()));
        }
    }

    private static int[] of(int[] labels, int k) {
        return IntStream.range(0, labels.length).filter(n -> labels[n] == k).toArray();
    }

    private static double[][] rows(double[][] x, int[] which) {
        return Arrays.stream(which).mapToObj(n -> x[n]).toArray(double[][]::new);
    }

    /** Returns the classes that have examples. */
    public static List<String> withExamples(ClassLabels given) {
        return withExamples(given, 1);
    }

    private static List<String> withExamples(ClassLabels given, int fewest) {
        double[] counts = given.counts();
        return IntStream.range(0, counts.length)
                .filter(k -> counts[k] >= fewest)
                .mapToObj(given.classNames()::get)
                .toList();
    }

    private static void require(List<String> known, List<String> seen, List<String> names) {
        if (known.size() < 2) {
            throw new UserException(
                    "--run needs a run with examples of at least two classes, from which it learns how descriptions"
                            + " and examples belong together; this run has " + known + ".");
        }
        List<String> lacking =
                known.stream().filter(name -> !names.contains(name)).toList();
        if (!lacking.isEmpty()) {
            throw new UserException(
                    "The file of --labels does not describe " + lacking.size()
                            + " of the classes of the run, such as '" + lacking.get(0)
                            + "'. Add a record for each: Winnow learns from them how descriptions and examples belong together.");
        }
        if (names.size() == seen.size()) {
            throw new UserException(
                    "All classes of the file of --labels have examples in the run. Use `winnow predict`, which is"
                            + " better then, or add the classes that have no examples.");
        }
    }

    /** The first examples of each class. */
    private static int[] first(int[] labels, int classes) {
        int[] taken = new int[classes];
        return IntStream.range(0, labels.length)
                .filter(n -> labels[n] >= 0 && labels[n] < classes && taken[labels[n]]++ < PER_CLASS)
                .toArray();
    }

    private static double[][] means(double[][] x, int[] labels, int classes) {
        double[][] sums = new double[classes][x[0].length];
        int[] counts = new int[classes];
        for (int n = 0; n < x.length; n++) {
            if (labels[n] < 0 || labels[n] >= classes) {
                continue;
            }
            counts[labels[n]]++;
            for (int d = 0; d < x[n].length; d++) {
                sums[labels[n]][d] += x[n][d];
            }
        }
        for (int k = 0; k < classes; k++) {
            for (int d = 0; d < sums[k].length; d++) {
                sums[k][d] /= counts[k];
            }
        }
        return sums;
    }

    private static double[][] unit(NDArray vectors) {
        double[][] rows = Tensors.doubleRows(vectors);
        for (double[] row : rows) {
            double length =
                    Math.sqrt(Arrays.stream(row).map(each -> each * each).sum());
            for (int d = 0; d < row.length; d++) {
                row[d] /= Math.max(length, 1e-12);
            }
        }
        return rows;
    }

    /**
     * Judges the model on labelled items, see {@link DescribedClasses#judge}.
     *
     * @param labels classes of the items, by the numbers of this model
     */
    public Map<String, Double> judge(Dataset<?> items, ClassLabels labels, NDManager manager) throws IOException {
        int[] known = IntStream.range(0, labels.size()).filter(labels::known).toArray();
        try (NDManager scope = manager.newSubManager()) {
            return classes.judge(
                    unit(encoder.run(items, known, scope)),
                    Arrays.stream(known).map(i -> labels.classes()[i]).toArray());
        }
    }

    /** The classes, with what the cross-validation said of them. */
    public DescribedClasses classes() {
        return classes;
    }

    @Override
    public ModelOutput output() {
        return output;
    }

    @Override
    public ItemReader<?> reader() {
        return reader;
    }

    @Override
    public NDArray run(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) throws IOException {
        double[][] scores;
        try (NDManager scope = manager.newSubManager()) {
            scores = classes.scores(unit(encoder.run(items, examples, maxCorrupt, scope)));
        }
        int width = output.names().size();
        float[] flat = new float[scores.length * width];
        for (int n = 0; n < scores.length; n++) {
            double most = Arrays.stream(scores[n]).max().orElseThrow();
            double sum = 0;
            for (double score : scores[n]) {
                sum += Math.exp((score - most) / TEMPERATURE);
            }
            for (int k = 0; k < width; k++) {
                flat[n * width + k] = (float) (Math.exp((scores[n][k] - most) / TEMPERATURE) / sum);
            }
        }
        return manager.create(flat, new Shape(scores.length, width));
    }

    @Override
    public String digest() throws IOException {
        return encoder.digest();
    }

    @Override
    public void close() {
        encoder.close();
    }
}
