package io.winnow.trainer.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.file.UnreadableTextException;
import io.winnow.datasets.table.Cursor;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.table.TwoTables;
import io.winnow.datasets.table.UnreadableTableException;
import io.winnow.models.loss.PairLosses;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.PairModel;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The comparison of two tables by the distance of their vectors. */
record TablePairs(TableModel model, PairCalibration calibration, NDManager manager) implements PairModel {
    private static final int BATCH = 32;

    @Override
    public void compare(Path file, int batchSize, Results results) throws IOException {
        List<TwoTables> batch = new ArrayList<>();
        try (Cursor<TwoTables> pairs = TwoTables.open(file)) {
            boolean more = true;
            while (more) {
                try {
                    TwoTables pair = pairs.next();
                    more = pair != null;
                    if (more) {
                        batch.add(pair);
                    }
                } catch (UnreadableTableException e) {
                    // The pairs read so far come first, so that the results stay in their order.
                    compare(batch, results);
                    results.failed(place(file, e), e.reason());
                }
                if (batch.size() == batchSize || !more) {
                    compare(batch, results);
                }
            }
        } catch (UnreadableTableException e) {
            results.failed(place(file, e), e.reason());
        } catch (UnreadableTextException e) {
            // The rest of the file cannot be read.
            compare(batch, results);
            results.failed(file.getFileName() + ", line " + e.line(), e.reason());
        }
    }

    /** The name of the file, with the line. */
    private static String place(Path file, UnreadableTableException e) {
        return file.getFileName() + e.source().substring(file.toString().length());
    }

    private void compare(List<TwoTables> pairs, Results results) throws IOException {
        if (pairs.isEmpty()) {
            return;
        }
        try (NDManager scope = manager.newSubManager()) {
            NDList sides = new NDList();
            for (Function<TwoTables, Table> side : List.<Function<TwoTables, Table>>of(TwoTables::a, TwoTables::b)) {
                sides.add(model.embed(pairs.stream().map(side).toList(), scope));
            }
            NDArray distances = PairLosses.distance(sides.get(0), sides.get(1));
            distances.attach(scope);
            float[] values = distances.toFloatArray();
            for (int i = 0; i < values.length; i++) {
                results.found(calibration.score(
                        pairs.get(i).a().id(), pairs.get(i).b().id(), values[i]));
            }
        }
        pairs.clear();
    }

    /** Computes the metrics over all pairs, at the threshold of the model. */
    @Override
    public Map<String, Double> judge(String data, InputOptions options) throws IOException {
        GradedPairs pairs = open(data, options);
        List<Table> tables = List.copyOf(pairs.tables().values());
        try (NDManager scope = manager.newSubManager()) {
            NDList parts = new NDList();
            for (int from = 0; from < tables.size(); from += BATCH) {
                parts.add(model.embed(tables.subList(from, Math.min(tables.size(), from + BATCH)), scope));
            }
            NDArray vectors = NDArrays.concat(parts);
            vectors.attach(scope);
            return PairFigures.of(pairs, vectors).metrics(calibration);
        }
    }

    /** Opens graded pairs: the name of a data set of the catalog, or a file of JSON lines or with a JSON array. */
    private static GradedPairs open(String data, InputOptions options) throws IOException {
        if (Catalog.pairSets().contains(data)) {
            if (options.items().isPresent()) {
                throw new UserException("--tables can only be used with a file of pairs, but " + data
                        + " is a data set of the catalog, which has its own tables. Leave out --tables.");
            }
            return new TableDataConfig(Optional.of(data), Optional.empty(), Optional.empty()).open(options.catalog());
        }
        Path file = InputPaths.of(data);
        if (!Files.isRegularFile(file)) {
            throw new UserException(
                    (Files.exists(file) ? file + " is a folder, not a file of pairs." : InputPaths.missing(file))
                            + " Name a file of pairs, or a data set of the catalog: "
                            + String.join(", ", Catalog.pairSets()) + ".");
        }
        return new TableDataConfig(Optional.empty(), Optional.of(file), options.items()).open(options.catalog());
    }
}
