package io.winnow.trainer.cli;

import io.winnow.trainer.config.ConfigException;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.Recipes;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow config}. */
@Command(name = "config", description = "Shows and checks configurations.", mixinStandardHelpOptions = true)
final class ConfigCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command: show, check or schema.");
    }

    @Command(
            name = "show",
            description = "Prints the configuration with all defaults and overrides applied.",
            mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "CONFIG", description = "Configuration file of an experiment, in YAML.")
                    Path config,
            @Mixin SetOption set) {
        Experiment experiment = Experiment.read(config, set.assignments());
        spec.commandLine().getOut().println(experiment.toYaml().stripTrailing());
        return 0;
    }

    @Command(
            name = "check",
            description = "Reports every mistake in one or more configuration files.",
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(
                            paramLabel = "CONFIG",
                            arity = "1..*",
                            description = "Configuration files of experiments, in YAML.")
                    List<Path> configs,
            @Mixin SetOption set) {
        int code = 0;
        for (Path config : configs) {
            try {
                Experiment.read(config, set.assignments());
                spec.commandLine().getOut().println(config + ": valid");
            } catch (ConfigException e) {
                spec.commandLine().getErr().println(e.getMessage());
                code = Winnow.WRONG_INPUT;
            }
        }
        return code;
    }

    @Command(
            name = "schema",
            description = "Prints a JSON Schema with which editors complete and check configuration files.",
            mixinStandardHelpOptions = true)
    int schema() {
        spec.commandLine().getOut().println(Recipes.reader().schema(Experiment.class));
        return 0;
    }
}
