package io.winnow.trainer.target.numbers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.Published;
import io.winnow.trainer.evaluate.NumbersReport;
import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.evaluate.SparseRows;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetKind;
import io.winnow.trainer.target.TargetLoss;
import io.winnow.trainer.target.TargetMetric;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One number or several. Outputs are standardised numbers (B, T), and predictions are numbers in their own unit (B, T).
 *
 * @param names names of the numbers (T)
 * @param means mean of each number over the training examples (T)
 * @param deviations standard deviation of each number over the training examples (T); 1 if all are the same
 */
public record NumberTarget(List<String> names, List<Double> means, List<Double> deviations) implements Target {
    public static final TargetKind KIND = new TargetKind(
            "number",
            "one number or several",
            List.of(NumberLabels.class),
            NumberTarget.class,
            List.of(NumberLoss.Huber.class, NumberLoss.Squared.class, NumberLoss.Absolute.class),
            List.of(
                    TargetMetric.lower("mae"),
                    TargetMetric.lower("rmse"),
                    TargetMetric.higher("r2"),
                    TargetMetric.higher("spearman")),
            labels -> of((NumberLabels) labels));

    public NumberTarget {
        names = List.copyOf(names);
        means = List.copyOf(means);
        deviations = List.copyOf(deviations);
    }

    private static NumberTarget of(NumberLabels numbers) {
        List<Double> means = IntStream.range(0, numbers.names().size())
                .mapToObj(t -> Arrays.stream(numbers.values())
                        .mapToDouble(row -> row[t])
                        .filter(value -> !Double.isNaN(value))
                        .average()
                        .orElse(0))
                .toList();
        List<Double> deviations = IntStream.range(0, means.size())
                .mapToObj(t -> Math.sqrt(Arrays.stream(numbers.values())
                        .mapToDouble(row -> row[t])
                        .filter(value -> !Double.isNaN(value))
                        .map(value -> (value - means.get(t)) * (value - means.get(t)))
                        .average()
                        .orElse(0)))
                .map(deviation -> deviation == 0 ? 1 : deviation)
                .toList();
        return new NumberTarget(numbers.names(), means, deviations);
    }

    /** There are no classes. */
    @Override
    public List<Integer> counts() {
        return List.of();
    }

    @Override
    public Layer head(int in) {
        return Dense.standard(in, names.size());
    }

    @Override
    public TargetLoss usualLoss() {
        return new NumberLoss.Huber(1);
    }

    /** Standardised numbers and, in further columns, 1 where a number is known and 0 where it is not (B, 2 T). */
    @Override
    public Encoded encode(Labels labels) {
        NumberLabels numbers = (NumberLabels) labels;
        int count = names.size();
        return (rows, manager) -> {
            float[] values = new float[rows.length * 2 * count];
            for (int i = 0; i < rows.length; i++) {
                for (int t = 0; t < count; t++) {
                    double value = numbers.values()[(int) rows[i]][t];
                    if (!Double.isNaN(value)) {
                        values[2 * i * count + t] = (float) ((value - means.get(t)) / deviations.get(t));
                        values[(2 * i + 1) * count + t] = 1;
                    }
                }
            }
            return manager.create(values, new Shape(rows.length, 2L * count));
        };
    }

    @Override
    public String reading() {
        return "In spite of the name of the output, they are the predicted numbers themselves, as the labels have them.";
    }

    @Override
    public NDArray predictions(NDArray outputs) {
        return outputs.mul(row(outputs, deviations)).add(row(outputs, means));
    }

    /** The head gives the numbers in their own unit. */
    @Override
    public Optional<LibraryHead> libraryHead(NDArray weight, NDArray bias) {
        NDArray scale = row(weight, deviations);
        NDArray inUnit = bias.mul(scale.reshape(-1)).add(row(bias, means).reshape(-1));
        return Optional.of(new LibraryHead(weight.mul(scale.reshape(-1, 1)), inUnit, Published.Outputs.NUMBERS));
    }

    private static NDArray row(NDArray outputs, List<Double> values) {
        float[] row = new float[values.size()];
        for (int t = 0; t < row.length; t++) {
            row[t] = values.get(t).floatValue();
        }
        return outputs.getManager().create(row, new Shape(1, row.length));
    }

    @Override
    public Optional<Report> judge(float[] predictions, Labels truth) {
        return truth instanceof NumberLabels numbers
                ? Optional.of(NumbersReport.of(predictions, numbers.values(), names))
                : Optional.empty();
    }

    @Override
    public Map<String, Object> line(float[] prediction, int top) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int t = 0; t < prediction.length; t++) {
            values.put(names.get(t), prediction[t]);
        }
        return Map.of("values", values);
    }

    /** The mean of each number. */
    @Override
    public float[] constant(Labels train) {
        NumberTarget own = of((NumberLabels) train);
        float[] prediction = new float[names.size()];
        for (int t = 0; t < prediction.length; t++) {
            prediction[t] = own.means.get(t).floatValue();
        }
        return prediction;
    }

    /** There is none. */
    @Override
    public Optional<List<float[]>> sparseLinear(
            SparseRows train, Labels labels, List<SparseRows> others, double strength) {
        return Optional.empty();
    }

    /** There are none. */
    @Override
    public Map<String, LinearModel> linearModels() {
        return Map.of();
    }
}
