package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.catalog.Entry;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow data}. */
@Command(
        name = "data",
        description =
                "Lists, downloads, inspects, reports on, unpacks and filters data sets, finds trusted examples and entities,"
                        + " and combines the labels of annotators and the verdicts of reviewers.",
        subcommands = {
            InspectCommand.class,
            ReportCommand.class,
            UnpackCommand.class,
            FilterCommand.class,
            AnchorsCommand.class,
            EntitiesCommand.class,
            AggregateCommand.class,
            VerdictsCommand.class
        },
        mixinStandardHelpOptions = true)
final class DataCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    private final Catalog catalog = new Catalog(DataRoot.ofEnvironment());

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Missing command: list, fetch, inspect, report, unpack, filter, anchors, aggregate or verdicts.");
    }

    @Command(
            name = "list",
            description = "Lists the data sets of the catalog and where they are stored on this machine.",
            mixinStandardHelpOptions = true)
    int list() throws IOException {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("name", "here", "licence", "description"));
        for (Entry entry : Catalog.entries()) {
            Optional<Path> here = catalog.present(entry);
            cells.add(
                    List.of(entry.name(), here.map(Path::toString).orElse("no"), entry.licence(), entry.description()));
        }
        spec.commandLine().getOut().println(ResultTable.align(cells));
        return 0;
    }

    @Command(
            name = "fetch",
            description = "Downloads or computes data sets of the catalog, into the data root.",
            mixinStandardHelpOptions = true)
    int fetch(
            @Parameters(
                            paramLabel = "NAME",
                            arity = "1..*",
                            description = "Names of data sets, as `winnow data list` shows them.")
                    List<String> names)
            throws IOException {
        for (String name : names) {
            Entry entry = Catalog.entries().stream()
                    .filter(candidate -> candidate.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new UserException("There is no data set '" + name + "'; the catalog has "
                            + Catalog.entries().stream().map(Entry::name).collect(Collectors.joining(", ")) + "."));
            spec.commandLine().getOut().println(name + ": " + catalog.fetch(entry));
        }
        return 0;
    }
}
