package io.winnow.trainer.toy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Layer;
import io.winnow.trainer.evaluate.NumbersReport;
import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.evaluate.SparseRows;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetKind;
import io.winnow.trainer.target.TargetLoss;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A share: one number in [0, 1]. Outputs are logits (B, 1), and predictions are shares (B, 1).
 *
 * @param names name of the share
 */
public record ShareTarget(List<String> names) implements Target {
    public static final TargetKind KIND = new TargetKind(
            "share",
            "a share",
            List.of(NumberLabels.class),
            ShareTarget.class,
            List.of(ShareLoss.class),
            List.of(),
            labels -> new ShareTarget(((NumberLabels) labels).names()));

    @Override
    public List<Integer> counts() {
        return List.of();
    }

    @Override
    public Layer head(int in) {
        return Dense.standard(in, 1);
    }

    @Override
    public TargetLoss usualLoss() {
        return new ShareLoss();
    }

    @Override
    public Encoded encode(Labels labels) {
        double[][] values = ((NumberLabels) labels).values();
        return (rows, manager) -> {
            float[] shares = new float[rows.length];
            for (int i = 0; i < shares.length; i++) {
                shares[i] = (float) values[(int) rows[i]][0];
            }
            return manager.create(shares, new Shape(shares.length, 1));
        };
    }

    @Override
    public NDArray predictions(NDArray outputs) {
        return outputs.getNDArrayInternal().sigmoid();
    }

    @Override
    public Optional<Report> judge(float[] predictions, Labels truth) {
        return truth instanceof NumberLabels numbers
                ? Optional.of(NumbersReport.of(predictions, numbers.values(), names))
                : Optional.empty();
    }

    @Override
    public Map<String, Object> line(float[] prediction, int top) {
        return Map.of("share", prediction[0]);
    }

    @Override
    public float[] constant(Labels train) {
        return new float[] {
            (float) Arrays.stream(((NumberLabels) train).values())
                    .mapToDouble(row -> row[0])
                    .average()
                    .orElse(0)
        };
    }

    @Override
    public Optional<List<float[]>> sparseLinear(
            SparseRows train, Labels labels, List<SparseRows> others, double strength) {
        return Optional.empty();
    }

    @Override
    public Map<String, LinearModel> linearModels() {
        return Map.of();
    }
}
