package io.winnow.trainer.cli;

import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Manifest;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        mixinStandardHelpOptions = true,
        subcommands = RunsExportCommand.class)
final class RunsCommand implements Runnable {
    private static final Pattern EARLIER_RUN = Pattern.compile("(?m)^(\\s+run: )\"?(.+?)\"?$");

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
        List<Path> folders;
        try (Stream<Path> entries = Files.list(InputPaths.require(directory))) {
            folders = entries.filter(path -> Files.exists(path.resolve("run.json")))
                    .sorted()
                    .toList();
        }
        if (folders.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("There are no runs in " + directory + ". Name the folder of the runs with --run-dir.");
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

    @Command(
            name = "compare",
            description =
                    "Prints the results of several runs. Runs that differ only in their seed are summarised by mean and standard"
                            + " deviation (std).",
            mixinStandardHelpOptions = true)
    int compare(
            @Parameters(paramLabel = "RUN", arity = "1..*", description = "Directories of completed runs.")
                    List<Path> folders)
            throws IOException {
        Map<String, List<Result>> groups = new LinkedHashMap<>();
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (Path folder : folders) {
            FinishedRun run = FinishedRun.open(folder);
            Result result = run.result()
                    .orElseThrow(() -> new UserException(folder + " is not complete: it has no"
                            + " result.json. Continue it with `winnow train --resume`, or leave it out."));
            String key = withoutSeed(run);
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(result);
            names.computeIfAbsent(key, k -> new ArrayList<>())
                    .add(folder.getFileName().toString());
        }
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("run", "method", "metric", "mean", "std", "runs"));
        groups.forEach((key, results) -> {
            Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();
            for (Result result : results) {
                Map<String, Map<String, Double>> rows = new LinkedHashMap<>(result.baselines());
                rows.put(result.recipe(), result.metrics());
                rows.forEach((row, metrics) ->
                        metrics.forEach((metric, value) -> figures.computeIfAbsent(row, r -> new TreeMap<>())
                                .computeIfAbsent(metric, m -> new ArrayList<>())
                                .add(value)));
            }
            figures.forEach((row, metrics) -> metrics.forEach((metric, values) -> cells.add(List.of(
                    String.join("+", names.get(key)),
                    row,
                    metric,
                    String.format(Locale.ROOT, "%.4f", mean(values)),
                    values.size() < 2 ? "" : String.format(Locale.ROOT, "%.4f", std(values)),
                    Integer.toString(values.size())))));
        });
        out(ResultTable.align(cells));
        return 0;
    }

    /**
     * Returns the configuration of a run without name and seed. The path of an earlier run that it started from is replaced by the
     * configuration of that run.
     */
    private static String withoutSeed(FinishedRun run) {
        String own = run.experiment().toYaml().replaceFirst("(?m)^name:.*$", "").replaceFirst("(?m)^seed:.*$", "");
        return EARLIER_RUN.matcher(own).replaceAll(line -> {
            Path earlier = Path.of(line.group(2));
            boolean there = Files.exists(earlier.resolve("config.yaml"));
            return Matcher.quoteReplacement(
                    there ? line.group(1) + withoutSeed(FinishedRun.open(earlier)) : line.group());
        });
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** Sample standard deviation, with divisor n - 1. */
    private static double std(List<Double> values) {
        double mean = mean(values);
        return Math.sqrt(
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / (values.size() - 1));
    }

    private void out(String text) {
        spec.commandLine().getOut().println(text);
    }
}
