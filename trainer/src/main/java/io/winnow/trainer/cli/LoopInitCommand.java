package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.datasets.label.ClassNames;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.loop.ItemScan;
import io.winnow.trainer.loop.LoopConfig;
import io.winnow.trainer.loop.Project;
import io.winnow.trainer.loop.ProjectStart;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow loop init}. */
@Command(
        name = "init",
        description =
                "Creates a labelling project: lists the items, computes their vectors once, and draws the random test"
                        + " items.",
        mixinStandardHelpOptions = true)
final class LoopInitCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "DATA",
            description = "What is to be labelled. For an encoder of images: " + ImageInputs.ITEMS
                    + " For an encoder of texts: files with the column text, or with a text per line (.txt).")
    private List<String> inputs;

    @Option(names = "--project", required = true, paramLabel = "DIR", description = "Folder to create.")
    private Path folder;

    @Option(names = "--encoder", required = true, paramLabel = "MODEL", description = Models.ENCODER)
    private String encoder;

    @Option(
            names = "--classes",
            required = true,
            paramLabel = "FILE",
            description = "File with the name of a class in each line.")
    private Path classes;

    @Option(
            names = "--test",
            paramLabel = "N",
            description =
                    "Number of random items on which every round is tested. They must be labelled as well, and are"
                            + " never trained on. Default: ${DEFAULT-VALUE}")
    private int test = 300;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Sets a value of the project's loop.yaml, such as strategy, batch, budget, positive or seed. VALUE"
                            + " is YAML.")
    private List<String> assignments = List.of();

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Project.requireNone(folder);
        InputPaths.require(classes);
        List<String> names = Project.classes(classes);
        ClassNames.alike(classes.toString(), names)
                .ifPresent(alike -> spec.commandLine().getErr().println("Warning: " + alike));
        List<String> all = new ArrayList<>(List.of("data=" + Json.line(inputs), "encoder=" + Json.line(encoder)));
        all.addAll(assignments);
        LoopConfig config = new ConfigReader().parse(LoopConfig.class, "the options of winnow loop init", "{}", all);
        ProjectStart.requireClasses(config, names);
        if (test < 0) {
            throw new UserException("--test must be at least 0, found " + test + ".");
        }
        try (NDManager manager = NDManager.newBaseManager(device.of(Path.of(encoder)))) {
            LoopData data =
                    new LoopData(encoder, inputs, manager, spec.commandLine().getErr());
            ItemScan scan = data.scan();
            Project project = ProjectStart.create(folder, config, names, scan, test, data.pictures());
            int distinct = scan.items().originals().length;
            spec.commandLine()
                    .getOut()
                    .println(folder + ": " + Plural.of(distinct, "different items") + " ("
                            + Plural.of(scan.items().size() - distinct, "copy", "copies") + " of others), "
                            + names.size() + " classes, "
                            + Plural.of(test, "test items") + ".");
            spec.commandLine()
                    .getErr()
                    .println(
                            test > 0
                                    ? "Label the test items in "
                                            + project.folder().resolve("rounds").resolve("000")
                                            + ", and read the answers with `winnow loop import " + folder
                                            + " FILE`. Then choose the first round with `winnow loop select " + folder
                                            + "`."
                                    : "There are no test items, so no accuracy will be known. Choose the first round"
                                            + " with `winnow loop select " + folder + "`.");
        }
        return 0;
    }
}
