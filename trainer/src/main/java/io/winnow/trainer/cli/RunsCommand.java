package io.winnow.trainer.cli;

import io.winnow.datasets.Shown;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Manifest;
import io.winnow.trainer.run.ShellQuote;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow runs}. */
@Command(
        name = "runs",
        description = "Lists, shows, compares and exports runs.",
        subcommands = {RunsCompareCommand.class, RunsExportCommand.class},
        mixinStandardHelpOptions = true)
final class RunsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command: list, show, compare or export.");
    }

    @Command(name = "list", description = "Lists the runs in a folder.", mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = "--run-dir",
                            defaultValue = "runs",
                            paramLabel = "DIR",
                            description = "Folder that holds the run directories. Default: ${DEFAULT-VALUE}")
                    Path directory)
            throws IOException {
        List<Path> entries = children(InputPaths.require(directory));
        List<Path> folders = entries.stream().filter(RunsCommand::isRun).toList();
        List<String> further = new ArrayList<>();
        for (Path entry : entries) {
            if (!isRun(entry) && hasRuns(entry)) {
                further.add(entry.toString());
            }
        }
        if (folders.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("There are no runs in " + directory + ". Name the folder of the runs with --run-dir.");
        }
        if (!further.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("Further runs are in " + Shown.of(further) + ". To list them: "
                            + ShellQuote.winnow(List.of("runs", "list", "--run-dir", further.get(0))));
        }
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("run", "recipe", "status", "seed", "device", "seconds", "started"));
        int code = 0;
        for (Path folder : folders) {
            try {
                Manifest run = Json.read(folder.resolve("run.json"), Manifest.class);
                cells.add(List.of(
                        folder.toString(),
                        run.recipe(),
                        run.status().toString(),
                        Long.toString(run.seed()),
                        run.device(),
                        String.format(Locale.ROOT, "%.0f", run.seconds()),
                        run.started()));
            } catch (IOException e) {
                spec.commandLine().getErr().println(e.getMessage());
                code = Winnow.FAILED;
            }
        }
        out(ResultTable.align(cells));
        return code;
    }

    /** Returns the folders in a folder. */
    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static boolean hasRuns(Path folder) throws IOException {
        try {
            return children(folder).stream().anyMatch(RunsCommand::isRun);
        } catch (AccessDeniedException e) {
            return false; // of another user, as a shared folder may have them
        }
    }

    private static boolean isRun(Path folder) {
        return Files.exists(folder.resolve("run.json"));
    }

    @Command(
            name = "show",
            description = "Shows the provenance and the result of a run.",
            mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "RUN", description = "Directory of a run.") Path folder,
            @Option(names = "--json", description = "Prints the result as one JSON object.") boolean json)
            throws IOException {
        FinishedRun run = FinishedRun.open(folder);
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("run", run.manifest());
            run.result().ifPresent(result -> all.put("result", result));
            out(Json.line(all));
        } else {
            out(Json.page(run.manifest()).strip());
            run.result().ifPresent(result -> out(ResultTable.of(result)));
        }
        return 0;
    }

    private void out(String text) {
        spec.commandLine().getOut().println(text);
    }
}
