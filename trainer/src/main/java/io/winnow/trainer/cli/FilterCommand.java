package io.winnow.trainer.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.file.TextCharset;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.filter.FilterConfig;
import io.winnow.trainer.filter.FilterFiles;
import io.winnow.trainer.filter.FilterReport;
import io.winnow.trainer.filter.Filtered;
import io.winnow.trainer.filter.KeptShards;
import io.winnow.trainer.filter.Measures;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.pool.MeasureStore;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.pool.PoolReader;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow data filter}. */
@Command(
        name = "filter",
        description = {
            "Chooses the examples to train on from a pool, by filters of captions, sizes, scores, clusters and copies.",
            "Writes kept.txt (keys for data.keys of a training), filter.csv, report.json and report.html."
        },
        mixinStandardHelpOptions = true)
final class FilterCommand implements Callable<Integer>, FolderWriter {
    @Parameters(paramLabel = "POOL", description = PoolReader.DESCRIPTION)
    private String input;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "Configuration of the filters (.yaml). trainer/docs/data-filter.md describes it.")
    private Path file;

    @Mixin
    private SetOption assignments;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Folder to write to. Not needed for --dry-run and --explain.")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--dry-run",
            description =
                    "Prints what the filters would do. Only computed vectors and measurements are stored, for the next call.")
    private boolean dryRun;

    @Option(
            names = "--explain",
            paramLabel = "KEY",
            description =
                    "Prints what each filter says of one example. Only computed vectors and measurements are stored.")
    private Optional<String> explain = Optional.empty();

    @Option(
            names = "--write-shards",
            description =
                    "Also writes shards (.tar) with the images that are kept, their captions and labels, to the folder shards of"
                            + " --output.")
    private boolean writeShards;

    @Option(names = "--force", description = "Replaces the results in the output folder if there are any.")
    private boolean force;

    @Mixin
    private DeviceOption device;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Stream<Path> written() {
        return output.stream().flatMap(folder -> FilterFiles.written(folder, writeShards));
    }

    @Override
    public Integer call() throws IOException {
        OptionRules rules = new OptionRules(spec);
        rules.excludes("--explain", "--output", "--dry-run", "--write-shards", "--json");
        rules.excludes("--dry-run", "--output", "--write-shards");
        if (output.isEmpty() && !dryRun && explain.isEmpty()) {
            throw new UserException(
                    "--output is missing. Name the folder to write to, or look at the result first with --dry-run.");
        }
        FilterConfig config =
                new ConfigReader().read(FilterConfig.class, InputPaths.require(file), assignments.assignments());
        if (output.isPresent()) {
            Outputs.requireFolder(output.get());
            FilterFiles.requireNone(output.get(), writeShards, force);
            if (writeShards) {
                Outputs.requireOutside(output.get(), InputPaths.of(input));
            }
        }
        DataRoot root = DataRoot.ofEnvironment();
        Catalog catalog = new Catalog(root);
        Device on = device.of(config.vectors().model());
        try (Pool pool = PoolReader.read(input, config.pool(), catalog);
                NDManager manager = NDManager.newBaseManager(on);
                Measures measures = new Measures(
                        pool,
                        config,
                        new MeasureStore(root.writable().resolve("vectors")),
                        new InputOptions(catalog, TextCharset.UTF_8, Optional.empty()),
                        (path, own) -> Models.openEncoder(path, WeightsChoice.LAST, own),
                        manager)) {
            if (writeShards) {
                KeptShards.requireImages(pool);
            }
            Filtered filtered = Filtered.of(config, measures);
            filtered.notes().forEach(spec.commandLine().getErr()::println);
            if (explain.isPresent()) {
                filtered.explain(explain.get()).forEach(spec.commandLine().getOut()::println);
                return 0;
            }
            FilterReport report = FilterReport.of(filtered);
            if (output.isPresent()) {
                filtered.requireSome();
                if (writeShards) {
                    KeptShards.write(filtered, output.get());
                }
                FilterFiles.write(filtered, report, output.get());
            }
            spec.commandLine().getOut().println(json ? Json.line(report) : text(report));
            return 0;
        }
    }

    private String text(FilterReport report) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("filter", "kept", "share", "alone", "threshold", "reasons"));
        for (FilterReport.OfFilter each : report.filters()) {
            cells.add(List.of(
                    each.name(),
                    Integer.toString(each.kept()),
                    share(each.kept(), report.examples()),
                    Integer.toString(each.droppedAlone()),
                    each.threshold()
                            .map(value -> String.format(Locale.ROOT, "%.5g", value))
                            .orElse(""),
                    each.reasons().entrySet().stream()
                            .map(reason -> reason.getKey() + " " + reason.getValue())
                            .collect(Collectors.joining(", "))));
        }
        return ResultTable.align(cells) + System.lineSeparator() + report.pool() + ": " + report.kept() + " of "
                + report.examples() + " " + report.unit() + " are kept (" + share(report.kept(), report.examples())
                + ")."
                + output.map(folder ->
                                System.lineSeparator() + "Wrote kept.txt, filter.csv, report.json and report.html"
                                        + (writeShards ? ", and shards," : "") + " to " + folder + ".")
                        .orElse("");
    }

    private static String share(int part, int whole) {
        return String.format(Locale.ROOT, "%.1f%%", 100.0 * part / whole);
    }
}
