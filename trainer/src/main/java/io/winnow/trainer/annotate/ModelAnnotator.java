package io.winnow.trainer.annotate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.predict.Prediction;
import io.winnow.trainer.predict.Predictor;
import io.winnow.trainer.predict.ReadPlaces;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** A trained classifier that stands in for a language model. */
final class ModelAnnotator implements Annotator {
    private static final int BATCH = 256;

    private final String name;
    private final TrainedModel model;
    private final int[] labelOf;
    private final int labels;
    private final String data;
    private final InputOptions options;
    private final NDManager manager;

    /**
     * Creates an annotator.
     *
     * @param model the classifier, which the caller closes
     * @param classes the labels of the task
     * @param data the items as the user names them, if the model must read them itself
     * @throws UserException if the model is no classifier, or has a class that is not a label
     */
    ModelAnnotator(
            AnnotatorConfig.Model config,
            TrainedModel model,
            List<ClassInfo> classes,
            String data,
            InputOptions options,
            NDManager manager) {
        name = config.shownName();
        this.model = model;
        this.data = data;
        this.options = options;
        this.manager = manager;
        if (model.output().kind() != ModelOutput.Kind.CLASSIFIER) {
            throw new UserException(config.model() + " computes "
                    + model.output().kind().output()
                    + ", not probabilities of classes, so it cannot annotate. Name the run of a classifier.");
        }
        labels = classes.size();
        List<String> known = classes.stream().map(ClassInfo::label).toList();
        labelOf = model.output().names().stream()
                .mapToInt(each -> {
                    if (!known.contains(each)) {
                        throw new UserException("The class '" + each + "' of " + config.model()
                                + " is not a label of the task; its labels are " + Shown.of(known)
                                + EditDistance.nearest(each, known)
                                        .map(near -> ". Did you mean '" + near + "'?")
                                        .orElse("."));
                    }
                    return known.indexOf(each);
                })
                .toArray();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isLanguageModel() {
        return false;
    }

    @Override
    public double[][] annotate(AnnotatedItems items, Progress progress) throws IOException {
        return items.ofTraining() ? ofTraining(items) : ofInput(items, progress);
    }

    private double[][] ofTraining(AnnotatedItems items) throws IOException {
        double[][] probabilities = new double[items.size()][];
        int[] rows = items.rows();
        for (int from = 0; from < rows.length; from += BATCH) {
            int[] part = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + BATCH));
            try (NDArray out = model.run(items.dataset(), part, manager)) {
                float[] values = out.toFloatArray();
                int width = labelOf.length;
                for (int i = 0; i < part.length; i++) {
                    probabilities[from + i] = spread(Arrays.copyOfRange(values, i * width, (i + 1) * width));
                }
            }
        }
        return probabilities;
    }

    private double[][] ofInput(AnnotatedItems items, Progress progress) throws IOException {
        List<String> read = new ArrayList<>();
        List<double[]> outputs = new ArrayList<>();
        try (Predictor predictor = new Predictor(model, manager)) {
            predictor.run(List.of(data), options, new Predictor.Results() {
                @Override
                public void predicted(Prediction prediction) {
                    read.add(prediction.key());
                    outputs.add(spread(prediction.output()));
                }

                @Override
                public void failed(String key, String why) {
                    progress.say(key + ": " + why);
                    read.add(key);
                    outputs.add(null);
                }
            });
        }
        double[][] probabilities = new double[items.size()][];
        if (outputs.stream().allMatch(Objects::isNull)) {
            return probabilities; // the reasons were said; they may be about the whole input
        }
        int[] places = places(items, read);
        for (int i = 0; i < places.length; i++) {
            if (places[i] < probabilities.length) { // the model reads all items, also if only the first are wanted
                probabilities[places[i]] = outputs.get(i);
            }
        }
        return probabilities;
    }

    private int[] places(AnnotatedItems items, List<String> read) {
        Dataset<?> all = items.dataset();
        List<String> keys = IntStream.range(0, all.size()).mapToObj(all::key).toList();
        return ReadPlaces.of(keys, read)
                .orElseThrow(() -> new UserException("The model of " + name + " names the " + items.unit() + " of "
                        + data + " by keys such as " + read.get(0) + ", which are neither those of the task, such as "
                        + keys.get(0)
                        + ", nor the numbers of the records. Name the column of these keys with key in the task."));
    }

    /** Gives the probabilities of the model's classes to the labels of the task; a label that the model does not know has 0. */
    private double[] spread(float[] output) {
        double[] own = new double[labels];
        for (int c = 0; c < output.length; c++) {
            own[labelOf[c]] += output[c];
        }
        return own;
    }
}
