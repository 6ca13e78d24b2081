package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.Table;
import io.winnow.trainer.export.TableModel;
import io.winnow.trainer.recipe.tabsim.PairFigures;
import java.util.List;
import java.util.Map;

/** Evaluates a model of tables on graded pairs, with the same metrics as the evaluation of a run. */
public record PairJudge(TableModel model, NDManager manager) {
    private static final int BATCH = 32;

    /** Computes the metrics over all pairs, at the threshold of the model. */
    public Map<String, Double> figures(GradedPairs pairs) {
        List<Table> tables = List.copyOf(pairs.tables().values());
        try (NDManager scope = manager.newSubManager()) {
            NDList parts = new NDList();
            for (int from = 0; from < tables.size(); from += BATCH) {
                parts.add(model.embed(tables.subList(from, Math.min(tables.size(), from + BATCH)), scope));
            }
            NDArray vectors = NDArrays.concat(parts);
            vectors.attach(scope);
            return PairFigures.of(pairs, vectors).metrics(model.calibration());
        }
    }
}
