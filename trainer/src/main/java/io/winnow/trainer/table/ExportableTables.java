package io.winnow.trainer.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.TablePair;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.export.graph.Tracer;
import io.winnow.trainer.modality.ServingProperties;
import io.winnow.trainer.model.Agreement;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.Exportable;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.ModelPart;
import io.winnow.trainer.runtime.ArrayFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A model of tables as an export writes it. One part computes vectors from token ids, another computes from two vectors how similar their
 * tables are.
 */
final class ExportableTables implements Exportable {
    private final TableEncoder encoder;
    private final PairCalibration calibration;
    private final LiveTables.Source source;
    private final int dimension;
    private final GradedPairs pairs;
    private final NDManager manager;

    /** @param encoder an encoder from {@link TableEncoder#whole} */
    ExportableTables(
            TableEncoder encoder,
            PairCalibration calibration,
            LiveTables.Source source,
            int dimension,
            GradedPairs pairs,
            NDManager manager) {
        this.encoder = encoder;
        this.calibration = calibration;
        this.source = source;
        this.dimension = dimension;
        this.pairs = pairs;
        this.manager = manager;
    }

    @Override
    public ModelDescription describe(String precision) throws IOException {
        return new ModelDescription(
                ModelOutput.Kind.ENCODER,
                source.run(),
                source.recipe(),
                "last",
                null,
                precision,
                TableIds.describe(encoder.config()),
                dimension,
                null,
                null);
    }

    @Override
    public List<ModelPart> parts(NDManager scope) {
        Set<String> ids = new LinkedHashSet<>();
        pairs.pairs().forEach(pair -> ids.addAll(List.of(pair.a(), pair.b())));
        List<String> tables = List.copyOf(ids);
        TableIds read = TableIds.of(encoder.config());
        NDList examples;
        NDList sides = new NDList();
        try (PreparedTables prepared =
                encoder.prepare(tables.stream().map(pairs::table).toList())) {
            NDArray vectors = encoder.embed(prepared, scope);
            for (Function<TablePair, String> side : List.<Function<TablePair, String>>of(TablePair::a, TablePair::b)) {
                int[] rows = pairs.pairs().stream()
                        .map(side)
                        .mapToInt(tables::indexOf)
                        .toArray();
                sides.add(TableEncoder.rows(vectors, rows, scope));
            }
            int[] some = IntStream.range(0, Math.min(tables.size(), EXAMPLES)).toArray();
            examples = read.examples(prepared.batch(some, scope), scope);
        }
        return List.of(
                new ModelPart(
                        ModelPart.MODEL,
                        read.inputs(),
                        examples,
                        List.of(ModelOutput.Kind.ENCODER.output()),
                        read.free(),
                        (store, inputs) -> new NDList(encoder.forward(inputs, store, false)),
                        Tracer.tensors(encoder.network(), encoder.parameters().named(scope)),
                        run(encoder.parameters()),
                        Agreement.NEAREST),
                PairScore.part(calibration.probability(), sides));
    }

    private ArrayFunction run(ParameterArena weights) {
        return inputs -> {
            NDManager target = inputs.get(0).getManager();
            try (NDManager scope = target.newSubManager();
                    Autograd.Recording pause = Autograd.pause()) {
                NDArray vectors = encoder.forward(inputs, weights.bind(scope), false);
                vectors.attach(target);
                return new NDList(vectors);
            }
        };
    }

    @Override
    public void writeWeights(Path file, DataType type, ModelDescription description) throws IOException {
        TableWeights.write(encoder, file, type, description, manager);
    }

    @Override
    public ArrayFunction readWeights(Path file, NDManager target) throws IOException {
        ParameterArena other = encoder.parameters().copyTo(target.getDevice(), target, false);
        other.load(TableWeights.read(encoder, file, target));
        return run(other);
    }

    @Override
    public void writeBeside(Path bundle, Set<ExportFormat> formats) throws IOException {
        TableIds.of(encoder.config()).write(encoder.input(), bundle);
        calibration.write(bundle);
        ServingProperties.write(bundle, formats);
    }

    @Override
    public String readme(ModelDescription description, Set<ExportFormat> formats) {
        return TableReadme.of(
                description, (TableModelInput) description.input(), TableIds.of(encoder.config()), formats);
    }
}
