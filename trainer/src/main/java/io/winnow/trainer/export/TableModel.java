package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.table.Table;
import io.winnow.trainer.recipe.tabsim.Calibration;
import io.winnow.trainer.recipe.tabsim.FittedTables;
import io.winnow.trainer.runtime.ArrayFunction;
import io.winnow.trainer.runtime.ModelFile;
import io.winnow.trainer.table.PreparedTables;
import io.winnow.trainer.table.TableInput;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** A trained table encoder with the calibration of its distances, either live or from an exported file. */
public interface TableModel extends AutoCloseable {
    /** Computes the vectors (n, D) of n tables, attached to {@code manager}. */
    NDArray embed(List<Table> tables, NDManager manager);

    Calibration calibration();

    @Override
    void close();

    /** Returns the model of a run. It closes {@code fitted} when it is closed. */
    static TableModel of(FittedTables fitted) {
        return new TableModel() {
            @Override
            public NDArray embed(List<Table> tables, NDManager manager) {
                try (PreparedTables prepared = fitted.encoder().prepare(tables)) {
                    return fitted.encoder().embed(prepared, manager);
                }
            }

            @Override
            public Calibration calibration() {
                return fitted.calibration();
            }

            @Override
            public void close() {
                fitted.close();
            }
        };
    }

    /** Opens the model of a bundle. */
    static TableModel open(ExportedBundle bundle, NDManager target) throws IOException {
        Calibration calibration = Calibration.read(bundle.folder());
        TableInput input = TableIds.open(bundle.folder(), bundle.description().tables());
        ArrayFunction file = ModelFile.open(bundle.file(), target);
        return new TableModel() {
            @Override
            public NDArray embed(List<Table> tables, NDManager manager) {
                try (NDManager scope = manager.newSubManager();
                        PreparedTables prepared = input.prepare(tables)) {
                    int[] all = IntStream.range(0, tables.size()).toArray();
                    NDArray vectors = file.run(prepared.batch(all, scope)).singletonOrThrow();
                    vectors.attach(manager);
                    return vectors;
                }
            }

            @Override
            public Calibration calibration() {
                return calibration;
            }

            @Override
            public void close() {
                file.close();
                input.close();
            }
        };
    }
}
