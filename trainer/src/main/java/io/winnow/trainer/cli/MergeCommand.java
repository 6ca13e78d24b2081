package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.export.BundleMerge;
import io.winnow.trainer.merge.MergeFigures;
import io.winnow.trainer.merge.MergeKind;
import io.winnow.trainer.model.ExportedBundle;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunMerge;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.ShellQuote;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow merge}. */
@Command(
        name = "merge",
        description = {
            "Merges the weights of two models of one architecture that started from the same weights, tensor by tensor.",
            "Merges two runs into a run, or two exports into an export. Evaluate, predict and export it like any other."
        },
        mixinStandardHelpOptions = true)
final class MergeCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "A",
            description = "Directory of a run, or a bundle that `winnow export` wrote.")
    private Path first;

    @Parameters(
            index = "1",
            paramLabel = "B",
            description = "The other model: a run if A is a run, a bundle if A is a bundle.")
    private Path second;

    @Option(
            names = {"--out", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Folder of the merged model, which must not exist.")
    private Path output;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description =
                    "slerp: each tensor is interpolated on the sphere, as in FusionSent; mean: the weighted mean. Default: slerp")
    private MergeKind kind = MergeKind.SLERP;

    @Option(names = "--share", paramLabel = "T", description = "Share of B, between 0 and 1. Default: 0.5")
    private double share = 0.5;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!(share >= 0 && share <= 1)) {
            throw new UserException("--share must be between 0 and 1, found " + share + ".");
        }
        if (Files.exists(output)) {
            throw new UserException(output + " exists already. Choose another folder.");
        }
        MergeFigures figures;
        try (NDManager manager = NDManager.newBaseManager(Devices.resolve("cpu"))) {
            figures = merge(manager);
        }
        spec.commandLine()
                .getOut()
                .println(
                        json
                                ? Json.line(figures.metrics())
                                : ResultTable.of(Map.of(output.toString(), figures.metrics())));
        spec.commandLine()
                .getErr()
                .println("To judge it: " + ShellQuote.winnow(List.of("evaluate", output.toString())));
        return 0;
    }

    private MergeFigures merge(NDManager manager) throws IOException {
        boolean exported = ExportedBundle.isExport(first);
        if (exported != ExportedBundle.isExport(second)) {
            throw new UserException((exported ? first : second) + " is an export, but " + (exported ? second : first)
                    + " is none. Merge two runs or two exports.");
        }
        if (exported) {
            if (Files.isSameFile(first, second)) {
                throw new UserException("The export " + first + " is named twice. Name two exports.");
            }
            return new BundleMerge(first, second, kind, share).write(output, manager);
        }
        List<FinishedRun> runs = FinishedRun.openAll(List.of(first, second));
        return new RunMerge(runs.get(0), runs.get(1), kind, share).write(output, manager);
    }
}
