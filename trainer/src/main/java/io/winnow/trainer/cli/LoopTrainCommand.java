package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.loop.LoopStatus;
import io.winnow.trainer.loop.Project;
import io.winnow.trainer.loop.RoundReport;
import io.winnow.trainer.loop.RoundTraining;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow loop train}. */
@Command(
        name = "train",
        description = {
            "Trains a classifier on all answers so far, and tests it on the test items.",
            "Writes report.json, predictions.csv and labels.csv into the folder of the last round. labels.csv is a label file, which"
                    + " `winnow train` reads."
        },
        mixinStandardHelpOptions = true)
final class LoopTrainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PROJECT", description = LoopCommand.PROJECT)
    private Path folder;

    @Mixin
    private DeviceOption device;

    @Option(names = "--json", description = "Prints the report as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Project project = Project.open(folder);
        try (NDManager manager = LoopData.manager(project, device)) {
            LoopData data = new LoopData(project, manager, spec.commandLine().getErr());
            RoundReport report = new RoundTraining(project).run(data.vectors(project, project.items()), manager);
            spec.commandLine().getOut().println(json ? Json.line(report) : LoopStatus.line(report));
        }
        return 0;
    }
}
