package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.file.UnreadableTextException;
import io.winnow.datasets.table.Cursor;
import io.winnow.datasets.table.ReadOptions;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.table.TableFiles;
import io.winnow.datasets.table.TwoTables;
import io.winnow.datasets.table.UnreadableTableException;
import io.winnow.models.loss.PairLosses;
import io.winnow.trainer.export.TableModel;
import io.winnow.trainer.recipe.tabsim.Calibration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Runs a model on tables, or on pairs of tables, in batches. */
public record TablePredictor(TableModel model, int batchSize, NDManager manager) {
    /**
     * Computes the embedding vector of each table of a file or folder.
     *
     * @throws UnreadableTableException if the name of the file is not that of a file of tables
     */
    public void embed(Path input, ReadOptions options, TableResults results) throws IOException {
        List<Table> batch = new ArrayList<>();
        Map<String, String> unreadable = new LinkedHashMap<>();
        try (TableFiles tables = TableFiles.open(input, options, (place, why) -> unreadable.put(place, why.reason()))) {
            boolean more;
            do {
                more = tables.hasNext();
                if (batch.size() == batchSize || !more || !unreadable.isEmpty()) {
                    embed(batch, results);
                }
                for (Map.Entry<String, String> each : unreadable.entrySet()) {
                    results.failed(each.getKey(), each.getValue());
                }
                unreadable.clear();
                if (more) {
                    batch.add(tables.next());
                }
            } while (more);
        }
    }

    private void embed(List<Table> tables, TableResults results) throws IOException {
        if (tables.isEmpty()) {
            return;
        }
        try (NDManager scope = manager.newSubManager()) {
            NDArray vectors = model.embed(tables, scope);
            float[] values = vectors.toFloatArray();
            int width = (int) vectors.getShape().get(1);
            for (int i = 0; i < tables.size(); i++) {
                float[] vector = new float[width];
                System.arraycopy(values, i * width, vector, 0, width);
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("key", tables.get(i).id());
                line.put("embedding", vector);
                results.found(line);
            }
        }
        tables.clear();
    }

    /** Computes how similar the two tables of each pair are, which are JSON lines or a JSON array. */
    public void compare(Path file, TableResults results) throws IOException {
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

    private void compare(List<TwoTables> pairs, TableResults results) throws IOException {
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
                results.found(line(pairs.get(i), values[i]));
            }
        }
        pairs.clear();
    }

    private Map<String, Object> line(TwoTables pair, double distance) {
        Calibration calibration = model.calibration();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("a", pair.a().id());
        line.put("b", pair.b().id());
        line.put("distance", distance);
        line.put("similar", distance <= calibration.threshold());
        line.put("probability", calibration.probability().score(distance));
        line.put("grade", calibration.grade().score(distance));
        return line;
    }
}
