package io.winnow.trainer.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.Table;
import io.winnow.trainer.model.Exportable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The model of a run on pairs of tables. */
public final class LiveTables extends TableModel {
    private final TableEncoder encoder;
    private final PairCalibration calibration;
    private final Source source;
    private final GradedPairs examples;
    private final NDManager manager;

    /** The encoder as it is exported; null until it is asked for. */
    private TableEncoder whole;

    /**
     * Where a model comes from.
     *
     * @param run name of the run
     * @param recipe kind of the recipe
     * @param digest SHA-256 (hex) of the file with the weights
     */
    public record Source(String run, String recipe, String digest) {}

    /**
     * Creates a model.
     *
     * @param encoder is closed together with the model
     * @param examples pairs by which exported files are compared with this model
     */
    public LiveTables(
            TableEncoder encoder, PairCalibration calibration, Source source, GradedPairs examples, NDManager manager) {
        super(encoder.dimension(examples.tables().values().iterator().next(), manager), calibration, manager);
        this.encoder = encoder;
        this.calibration = calibration;
        this.source = source;
        this.examples = examples;
        this.manager = manager;
    }

    @Override
    NDArray embed(List<Table> tables, NDManager target) {
        try (PreparedTables prepared = encoder.prepare(tables)) {
            return encoder.embed(prepared, target);
        }
    }

    @Override
    public Optional<Exportable> exportable() throws IOException {
        if (whole == null) {
            whole = encoder.whole(manager);
        }
        return Optional.of(new ExportableTables(whole, calibration, source, output().dimension(), examples, manager));
    }

    @Override
    public String digest() {
        return source.digest();
    }

    @Override
    public void close() {
        if (whole != null) {
            whole.close();
        }
        encoder.close();
    }
}
