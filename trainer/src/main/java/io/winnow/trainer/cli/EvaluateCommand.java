package io.winnow.trainer.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.recipe.Evaluation;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow evaluate}. */
@Command(name = "evaluate", description = "Judges what a run trained again.", mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "Directory of a run.")
    private Path folder;

    @Option(names = "--checkpoint", paramLabel = "best|last|STEP", description = "Default: ${DEFAULT-VALUE}")
    private String checkpoint = "last";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Changes a value of the configuration, such as the data.")
    private List<String> assignments = List.of();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        FinishedRun run = FinishedRun.open(folder, assignments);
        Experiment experiment = run.experiment();
        Evaluation evaluation = experiment.recipe().evaluation();
        Device device = Devices.resolve(experiment.device());
        try (NDManager manager = NDManager.newBaseManager(device)) {
            StageContext context = new StageContext(
                    experiment,
                    "evaluate",
                    "evaluate",
                    experiment.seed(),
                    Map.of(),
                    manager,
                    new Catalog(DataRoot.ofEnvironment()),
                    null,
                    Progress.silent(),
                    new StopSignal(),
                    new HashMap<>());
            Map<String, Double> figures = evaluation.judge(run, checkpoint, context);
            spec.commandLine()
                    .getOut()
                    .println(json ? Json.line(figures) : ResultTable.of(Map.of(folder + " " + checkpoint, figures)));
        }
        return 0;
    }
}
