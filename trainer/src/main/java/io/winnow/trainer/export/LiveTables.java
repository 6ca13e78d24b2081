package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.table.TablePair;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.export.graph.Tracer;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.recipe.tabsim.Calibration;
import io.winnow.trainer.recipe.tabsim.FittedTables;
import io.winnow.trainer.recipe.tabsim.TabSim;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.runtime.ArrayFunction;
import io.winnow.trainer.table.PreparedTables;
import io.winnow.trainer.table.TableEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The live model of a tabsim run: the encoder that was trained on the pairs of all folds. One part computes vectors from token ids, another
 * computes from two vectors how similar their tables are.
 */
final class LiveTables implements LiveModel {
    private final TabSim recipe;
    private final GradedPairs set;
    private final TableEncoder encoder;
    private final Calibration calibration;
    private final ModelDescription description;
    private final NDManager manager;

    private LiveTables(
            TabSim recipe,
            GradedPairs set,
            TableEncoder encoder,
            Calibration calibration,
            ModelDescription description,
            NDManager manager) {
        this.recipe = recipe;
        this.set = set;
        this.encoder = encoder;
        this.calibration = calibration;
        this.description = description;
        this.manager = manager;
    }

    static LiveTables open(FinishedRun run, ModelChoice choice, NDManager manager) throws IOException {
        FittedTables.requireLast(choice.weights());
        if (choice.part() == ModelChoice.Part.CENTERS) {
            throw new UserException(
                    run.folder() + " is a run of tabsim, which has no class centers. Only runs of mlcd have"
                            + " class centers; leave out --centers.");
        }
        TabSim recipe = run.recipe(TabSim.class, "on tables");
        GradedPairs set = FittedTables.examples(run);
        try (FittedTables fitted = FittedTables.open(run, manager)) {
            TableEncoder whole = fitted.encoder().whole(manager);
            ModelDescription description = new ModelDescription(
                    ModelDescription.Kind.TABLES,
                    run.experiment().name(),
                    recipe.kind(),
                    choice.weights().checkpoint(),
                    null,
                    "float32",
                    null,
                    TableIds.describe(whole.config()),
                    null,
                    dimension(whole, set, manager),
                    null);
            return new LiveTables(recipe, set, whole, fitted.calibration(), description, manager);
        }
    }

    private static int dimension(TableEncoder encoder, GradedPairs set, NDManager manager) {
        Table any = set.tables().values().iterator().next();
        try (NDManager scope = manager.newSubManager();
                PreparedTables one = encoder.prepare(List.of(any))) {
            return (int) encoder.embed(one, scope).getShape().get(1);
        }
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public List<ModelPart> parts(NDManager scope) {
        List<TablePair> pairs = set.pairs();
        Set<String> ids = new LinkedHashSet<>();
        pairs.forEach(pair -> ids.addAll(List.of(pair.a(), pair.b())));
        List<String> tables = List.copyOf(ids);
        TableIds read = TableIds.of(encoder.config());
        NDList examples;
        NDList sides = new NDList();
        try (PreparedTables prepared =
                encoder.prepare(tables.stream().map(set::table).toList())) {
            NDArray vectors = encoder.embed(prepared, scope);
            for (Function<TablePair, String> side : List.<Function<TablePair, String>>of(TablePair::a, TablePair::b)) {
                int[] rows = pairs.stream().map(side).mapToInt(tables::indexOf).toArray();
                sides.add(TableEncoder.rows(vectors, rows, scope));
            }
            int[] some = IntStream.range(0, Math.min(tables.size(), RunData.EXAMPLES))
                    .toArray();
            examples = read.examples(prepared.batch(some, scope), scope);
        }
        return List.of(
                new ModelPart(
                        ModelPart.MODEL,
                        read.inputs(),
                        examples,
                        List.of(description.kind().output()),
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
    public void writeWeights(Path file, DataType type, ModelDescription written) throws IOException {
        TableWeights.write(encoder, file, type, written, manager);
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
        if (formats.contains(ExportFormat.TORCHSCRIPT)) {
            Files.writeString(
                    ExportFormat.TORCHSCRIPT.in(bundle).resolveSibling("serving.properties"),
                    "engine=PyTorch\noption.modelName=model\n");
        }
    }

    @Override
    public String readme(ModelDescription written, Set<ExportFormat> formats) {
        return TableReadme.of(written, TableIds.of(encoder.config()), formats);
    }

    @Override
    public Record data() {
        return recipe.data();
    }

    @Override
    public void close() {
        encoder.close();
    }
}
