package io.winnow.trainer.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.table.Table;
import io.winnow.trainer.model.ExportedBundle;
import io.winnow.trainer.runtime.ArrayFunction;
import io.winnow.trainer.runtime.ModelFile;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** A model of tables from a bundle, which runs in the runtime of its file format. */
final class ExportedTables extends TableModel {
    private final ExportedBundle bundle;
    private final TableInput input;
    private final ArrayFunction file;

    private ExportedTables(
            ExportedBundle bundle,
            TableInput input,
            ArrayFunction file,
            PairCalibration calibration,
            NDManager manager) {
        super(bundle.description().dimension(), calibration, manager);
        this.bundle = bundle;
        this.input = input;
        this.file = file;
    }

    static ExportedTables open(ExportedBundle bundle, TableModelInput input, NDManager manager) throws IOException {
        PairCalibration calibration = PairCalibration.read(bundle.folder());
        TableInput reading = input.tables(bundle.folder());
        try {
            return new ExportedTables(bundle, reading, ModelFile.open(bundle.file(), manager), calibration, manager);
        } catch (IOException | RuntimeException e) {
            reading.close();
            throw e;
        }
    }

    @Override
    NDArray embed(List<Table> tables, NDManager target) {
        try (NDManager scope = target.newSubManager();
                PreparedTables prepared = input.prepare(tables)) {
            int[] all = IntStream.range(0, tables.size()).toArray();
            NDArray vectors = file.run(prepared.batch(all, scope)).singletonOrThrow();
            vectors.attach(target);
            return vectors;
        }
    }

    @Override
    public String digest() throws IOException {
        return bundle.digest();
    }

    @Override
    public void close() {
        file.close();
        input.close();
    }
}
