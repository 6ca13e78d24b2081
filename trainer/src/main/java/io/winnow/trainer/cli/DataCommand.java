package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.catalog.Entry;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.inspect.ContactSheet;
import io.winnow.datasets.inspect.Inspection;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow data}. */
@Command(name = "data", description = "Shows and fetches data sets.", mixinStandardHelpOptions = true)
final class DataCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    private final Catalog catalog = new Catalog(DataRoot.ofEnvironment());

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command: list, fetch or inspect.");
    }

    @Command(name = "list", description = "The catalog, and what is here.", mixinStandardHelpOptions = true)
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

    @Command(name = "fetch", description = "Fetches data sets into the data root.", mixinStandardHelpOptions = true)
    int fetch(@Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) throws IOException {
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

    @Command(
            name = "inspect",
            description = "Counts per class, sizes, damaged images, and a contact sheet.",
            mixinStandardHelpOptions = true)
    int inspect(
            @Parameters(paramLabel = "DATA", description = ImageInput.DESCRIPTION) String data,
            @Option(names = "--channels", defaultValue = "3", description = "Of a folder or shards: 1 or 3.")
                    int channels,
            @Option(names = "--contact-sheet", paramLabel = "FILE", description = "Writes thumbnails as a PNG.")
                    Path sheet,
            @Option(names = "--json", description = "Prints JSON.") boolean json)
            throws IOException {
        try (ImageDataset dataset = ImageInput.open(data, catalog, channels)) {
            Inspection inspection = Inspection.of(dataset);
            if (sheet != null) {
                AtomicFiles.write(sheet, temporary -> ContactSheet.write(dataset, 1, temporary));
            }
            spec.commandLine().getOut().println(json ? Json.line(inspection) : text(inspection));
            return inspection.corrupt().isEmpty() ? 0 : Winnow.FAILED;
        }
    }

    private static String text(Inspection inspection) {
        List<String> lines = new ArrayList<>();
        lines.add(inspection.name() + ": " + inspection.images() + " images, " + inspection.channels()
                + " channels, labels: " + inspection.labels().toLowerCase(Locale.ROOT));
        inspection.sizes().forEach((size, count) -> lines.add("  " + size + ": " + count + " images"));
        List<List<String>> cells = new ArrayList<>();
        inspection.perClass().forEach((name, count) -> cells.add(List.of("  " + name, Integer.toString(count))));
        if (!cells.isEmpty()) {
            lines.add(ResultTable.align(cells));
        }
        lines.add("  damaged: " + inspection.corrupt().size());
        inspection.corrupt().forEach((key, reason) -> lines.add("    " + key + ": " + reason));
        return String.join(System.lineSeparator(), lines);
    }
}
