package io.winnow.trainer.evaluate;

import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** One model of XGBoost with its training examples, see {@link GradientBoosting}. The native library is loaded when the first one is fitted. */
final class BoostedTrees {
    private static final int MOST_ROUNDS = 2000;
    private static final int PATIENCE = 50;
    private static final int ROUNDS_OF_FEW_EXAMPLES = 100;
    private static final int ROWS_PER_HELD_OUT = 10;

    /** Two threads on any machine, since the order in which threads add numbers changes the last digits of the result. */
    private static final int THREADS = 2;

    private final Map<String, Object> options = new HashMap<>();
    private final List<Example> examples = new ArrayList<>();

    /**
     * A training example.
     *
     * @param row row of the training table
     * @param label number of the class, or the number to predict
     * @param weight factor of its loss
     */
    private record Example(int row, float label, float weight) {}

    private BoostedTrees(String objective, String loss) {
        options.put("objective", objective);
        options.put("eval_metric", loss);
        options.put("nthread", THREADS);
        options.put("verbosity", 0);
    }

    static BoostedTrees softmax(int classes) {
        BoostedTrees trees = new BoostedTrees("multi:softprob", "mlogloss");
        trees.options.put("num_class", classes);
        return trees;
    }

    static BoostedTrees logistic() {
        return new BoostedTrees("binary:logistic", "logloss");
    }

    static BoostedTrees squaredError() {
        return new BoostedTrees("reg:squarederror", "rmse");
    }

    void add(int row, double label, double weight) {
        examples.add(new Example(row, (float) label, (float) weight));
    }

    /**
     * Fits the model and predicts the rows of a test table.
     *
     * @return (M, P) in row-major order
     */
    float[] predictions(GradientBoosting.Columns train, GradientBoosting.Columns test, long seed) {
        try {
            int rounds = rounds(train, seed);
            DMatrix all = matrix(train, row -> true);
            DMatrix asked = matrix(test);
            try {
                Booster booster = booster(all);
                try {
                    for (int round = 0; round < rounds; round++) {
                        StopSignal.poll();
                        booster.update(all, round);
                    }
                    return flat(booster.predict(asked));
                } finally {
                    booster.dispose();
                }
            } finally {
                all.dispose();
                asked.dispose();
            }
        } catch (LinkageError e) {
            throw new UserException(
                    "The library of gradient boosting, XGBoost, cannot be loaded: " + e.getMessage()
                            + ". It needs OpenMP: install libgomp1 on Linux, or libomp on macOS.",
                    e);
        } catch (XGBoostError e) {
            throw new IllegalStateException("XGBoost failed: " + e.getMessage(), e);
        }
    }

    /** Chooses the number of rounds after which the loss of the held-out rows is smallest. All examples of a row are on the same side. */
    private int rounds(GradientBoosting.Columns train, long seed) throws XGBoostError {
        int[] rows = examples.stream().mapToInt(Example::row).distinct().toArray();
        int count = rows.length / ROWS_PER_HELD_OUT;
        if (count == 0) {
            return ROUNDS_OF_FEW_EXAMPLES;
        }
        boolean[] out = new boolean[train.rows()];
        int[] order = Permutation.of(rows.length, seed);
        for (int i = 0; i < count; i++) {
            out[rows[order[i]]] = true;
        }
        DMatrix used = matrix(train, row -> !out[row]);
        DMatrix held = matrix(train, row -> out[row]);
        Booster booster = booster(used);
        try {
            int best = 0;
            float least = Float.POSITIVE_INFINITY;
            float[] loss = new float[1];
            for (int round = 0; round < MOST_ROUNDS && round < best + PATIENCE; round++) {
                StopSignal.poll();
                booster.update(used, round);
                booster.evalSet(new DMatrix[] {held}, new String[] {"held"}, round, loss);
                if (loss[0] < least) {
                    least = loss[0];
                    best = round + 1;
                }
            }
            return best;
        } finally {
            booster.dispose();
            used.dispose();
            held.dispose();
        }
    }

    private Booster booster(DMatrix matrix) throws XGBoostError {
        return XGBoost.train(matrix, options, 0, Map.of(), null, null);
    }

    /** The examples of some rows. */
    private DMatrix matrix(GradientBoosting.Columns table, IntPredicate rows) throws XGBoostError {
        List<Example> chosen =
                examples.stream().filter(example -> rows.test(example.row)).toList();
        int width = table.categorical().length;
        float[] values = new float[chosen.size() * width];
        float[] labels = new float[chosen.size()];
        float[] weights = new float[chosen.size()];
        for (int i = 0; i < labels.length; i++) {
            System.arraycopy(table.values(), chosen.get(i).row * width, values, i * width, width);
            labels[i] = chosen.get(i).label;
            weights[i] = chosen.get(i).weight;
        }
        DMatrix matrix = matrix(new GradientBoosting.Columns(values, table.categorical()));
        matrix.setLabel(labels);
        matrix.setWeight(weights);
        return matrix;
    }

    private static DMatrix matrix(GradientBoosting.Columns table) throws XGBoostError {
        DMatrix matrix = new DMatrix(table.values(), table.rows(), table.categorical().length, Float.NaN);
        String[] types = new String[table.categorical().length];
        for (int c = 0; c < types.length; c++) {
            types[c] = table.categorical()[c] ? "c" : "q";
        }
        matrix.setFeatureTypes(types);
        return matrix;
    }

    private static float[] flat(float[][] rows) {
        int width = rows.length == 0 ? 0 : rows[0].length;
        float[] all = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * width, width);
        }
        return all;
    }
}
