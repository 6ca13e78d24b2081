package io.winnow.trainer.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.table.Table;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.PairModel;
import io.winnow.trainer.model.Similarity;
import io.winnow.trainer.model.TrainedModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A trained encoder of tables with the calibration of its distances. */
abstract class TableModel implements TrainedModel {
    private final ModelOutput output;
    private final PairCalibration calibration;
    private final NDManager manager;

    /** @param dimension length of a vector */
    TableModel(int dimension, PairCalibration calibration, NDManager manager) {
        output = new ModelOutput(ModelOutput.Kind.ENCODER, dimension, null);
        this.calibration = calibration;
        this.manager = manager;
    }

    /** Computes the vectors (n, D) of n tables, attached to {@code target}. */
    abstract NDArray embed(List<Table> tables, NDManager target);

    @Override
    public final ModelOutput output() {
        return output;
    }

    @Override
    public final ItemReader<?> reader() {
        return new TableReader();
    }

    @Override
    public final NDArray run(Dataset<?> items, int[] examples, int maxCorrupt, NDManager target) throws IOException {
        List<Table> tables = new ArrayList<>();
        for (int example : examples) {
            tables.add((Table) items.item(example));
        }
        return embed(tables, target);
    }

    @Override
    public final Similarity similarity() {
        return calibration;
    }

    @Override
    public final Optional<PairModel> pairs() {
        return Optional.of(new TablePairs(this, calibration, manager));
    }
}
