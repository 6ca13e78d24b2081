package io.winnow.trainer.target.levels;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.models.head.OrdinalHead;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.OrdinalLosses;
import io.winnow.trainer.evaluate.FittedProbe;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.evaluate.LogisticRegression;
import io.winnow.trainer.evaluate.OrdinalReport;
import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.evaluate.SparseRows;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetKind;
import io.winnow.trainer.target.TargetLoss;
import io.winnow.trainer.target.TargetMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A level of an ordered scale. Outputs are cumulative logits (B, K - 1) that the level lies above k, and predictions are the probabilities of
 * the levels (B, K). The predicted level is the median: the lowest at which the probability of it and all below reaches one half, which
 * minimises the expected distance in levels.
 *
 * @param names names of the levels, from the lowest to the highest (K)
 * @param counts number of training examples at each level (K)
 */
public record LevelTarget(List<String> names, List<Integer> counts) implements Target {
    public static final TargetKind KIND = new TargetKind(
            "level",
            "a level of an ordered scale",
            List.of(OrdinalLabels.class),
            LevelTarget.class,
            List.of(LevelLoss.class),
            List.of(TargetMetric.higher("qwk"), TargetMetric.lower("mae"), TargetMetric.higher("accuracy")),
            labels -> new LevelTarget(
                    labels.classNames(),
                    Arrays.stream(labels.counts())
                            .mapToObj(count -> (int) Math.round(count))
                            .toList()));

    public LevelTarget {
        names = List.copyOf(names);
        counts = List.copyOf(counts);
    }

    @Override
    public Layer head(int in) {
        return new OrdinalHead(in, names.size());
    }

    @Override
    public TargetLoss usualLoss() {
        return new LevelLoss();
    }

    /** For each k below K - 1, the share of the annotators whose level lies above k (B, K - 1). */
    @Override
    public Encoded encode(Labels labels) {
        OrdinalLabels levels = (OrdinalLabels) labels;
        int count = names.size();
        return (rows, manager) -> {
            float[] distributions = new float[rows.length * count];
            for (int i = 0; i < rows.length; i++) {
                double[] own = levels.distribution((int) rows[i]);
                for (int k = 0; k < count; k++) {
                    distributions[i * count + k] = (float) own[k];
                }
            }
            return manager.create(OrdinalLosses.shares(distributions, count), new Shape(rows.length, count - 1));
        };
    }

    @Override
    public Optional<ClassShares> classShares(Labels labels) {
        return Optional.of(((OrdinalLabels) labels)::distribution);
    }

    @Override
    public String reading() {
        return "They are the probabilities of the levels and sum to 1. The predicted level is their median: the first one up to which"
                + " they sum to at least 0.5.";
    }

    @Override
    public NDArray predictions(NDArray outputs) {
        return OrdinalLosses.probabilities(outputs);
    }

    @Override
    public Optional<Report> judge(float[] predictions, Labels truth) {
        if (!(truth instanceof OrdinalLabels levels)) {
            return Optional.empty();
        }
        int count = names.size();
        int[] predicted = IntStream.range(0, truth.size())
                .map(i -> median(Arrays.copyOfRange(predictions, i * count, (i + 1) * count)))
                .toArray();
        return Optional.of(OrdinalReport.of(predicted, levels.levels(), count));
    }

    private static int median(float[] probabilities) {
        double sum = 0;
        for (int k = 0; k < probabilities.length - 1; k++) {
            sum += probabilities[k];
            if (sum >= 0.5) {
                return k;
            }
        }
        return probabilities.length - 1;
    }

    /** The entry {@code "level"} is the predicted level, and {@code "probabilities"} has all levels from the lowest to the highest. */
    @Override
    public Map<String, Object> line(float[] prediction, int top) {
        List<Map<String, Object>> probabilities = new ArrayList<>();
        for (int k = 0; k < prediction.length; k++) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("level", names.get(k));
            entry.put("probability", prediction[k]);
            probabilities.add(entry);
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("level", names.get(median(prediction)));
        line.put("probabilities", probabilities);
        return line;
    }

    @Override
    public List<String> labels(float[] prediction) {
        return List.of(names.get(median(prediction)));
    }

    /** The share of each level. */
    @Override
    public float[] constant(Labels train) {
        double[] shares = train.shares();
        float[] prediction = new float[shares.length];
        for (int k = 0; k < shares.length; k++) {
            prediction[k] = (float) shares[k];
        }
        return prediction;
    }

    /** Softmax regression, which does not know the order of the levels. */
    @Override
    public Optional<List<float[]>> sparseLinear(
            SparseRows train, Labels labels, List<SparseRows> others, double strength) {
        LogisticRegression model =
                LogisticRegression.softmax(train, ((OrdinalLabels) labels).levels(), names.size(), strength);
        return Optional.of(others.stream().map(model::probabilities).toList());
    }

    /** Softmax regression, which does not know the order of the levels. */
    @Override
    public Map<String, LinearModel> linearModels() {
        return Map.of("linear", (train, labels, others, options, seed) -> {
            int[] levels = ((OrdinalLabels) labels).levels();
            try (FittedProbe fitted = LinearProbe.fit(train, levels, names.size(), options, seed, false)) {
                return others.stream().map(fitted::probabilities).toList();
            }
        });
    }
}
