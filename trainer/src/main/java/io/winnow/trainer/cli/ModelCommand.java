package io.winnow.trainer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.Shown;
import io.winnow.trainer.modality.Modalities;
import io.winnow.trainer.modality.PublishedModels;
import io.winnow.trainer.modality.ServedExport;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.published.ModelPin;
import io.winnow.trainer.published.ModelStore;
import io.winnow.trainer.published.PublishedCheckpoint;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow model}. */
@Command(
        name = "model",
        description = "Lists, downloads and inspects published models, from whose weights trainings can start.",
        mixinStandardHelpOptions = true)
final class ModelCommand implements Runnable {
    private static final String MODEL =
            "File of weights, folder with config.json and weights, or name of a model: as `winnow model list`"
                    + " shows it, or OWNER/NAME[@REVISION] on the HuggingFace Hub.";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command: list, fetch or inspect.");
    }

    @Command(
            name = "list",
            description =
                    "Lists the published models on this machine: those in the folder models of the data root, and files of"
                            + " weights in its other folders.",
            mixinStandardHelpOptions = true)
    int list() throws IOException {
        Map<String, Path> models = ModelStore.ofEnvironment().list();
        if (models.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "There are no published models on this machine. Fetch one with `winnow model fetch OWNER/NAME`, or"
                                    + " copy its folder into the folder models of the data root (WINNOW_DATA).");
        }
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("name", "revision", "path"));
        for (Map.Entry<String, Path> model : models.entrySet()) {
            Optional<ModelPin> pin = ModelStore.pin(model.getValue());
            cells.add(List.of(
                    model.getKey(),
                    pin.map(each -> each.revision() == null ? each.source() : each.revision())
                            .orElse(""),
                    model.getValue().toString()));
        }
        spec.commandLine().getOut().println(ResultTable.align(cells));
        return 0;
    }

    @Command(
            name = "fetch",
            description = "Downloads published models into the folder models of the data root, and verifies them.",
            mixinStandardHelpOptions = true)
    int fetch(
            @Parameters(
                            paramLabel = "MODEL",
                            arity = "1..*",
                            description =
                                    "OWNER/NAME or OWNER/NAME@REVISION of a model on the HuggingFace Hub (or the hub that HF_ENDPOINT names), or the"
                                            + " https:// address of a file of weights.")
                    List<String> models)
            throws IOException {
        for (String model : models) {
            Path path =
                    ModelStore.ofEnvironment().fetch(model, spec.commandLine().getErr()::println);
            spec.commandLine().getOut().println(model + ": " + path);
        }
        return 0;
    }

    @Command(
            name = "inspect",
            description = {
                "Says what a published model is: its family and architecture, its preprocessing, and what of its file is not used.",
                "Fetches it if it is not on this machine."
            },
            mixinStandardHelpOptions = true)
    int inspect(
            @Parameters(paramLabel = "MODEL", description = MODEL) String model,
            @Option(
                            names = "--heads",
                            paramLabel = "N",
                            description =
                                    "Number of attention heads of a Vision Transformer whose files do not tell it.")
                    Integer heads,
            @Option(names = "--tensors", description = "Lists all arrays with their types and shapes as well.")
                    boolean tensors,
            @Option(names = "--json", description = "Prints the result as one JSON object.") boolean json)
            throws IOException {
        Path path = ModelStore.ofEnvironment().resolve(model, spec.commandLine().getErr()::println);
        requirePublished(path);
        PublishedCheckpoint checkpoint = PublishedCheckpoint.open(path);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("file", checkpoint.tensors().source());
        facts.put("sha256", checkpoint.sha256());
        ModelStore.pin(checkpoint.path()).ifPresent(pin -> {
            facts.put("fetched_from", pin.source());
            if (pin.revision() != null) {
                facts.put("revision", pin.revision());
            }
        });
        facts.put("parameters", checkpoint.parameters());
        facts.putAll(Modalities.describe(checkpoint, heads == null ? OptionalInt.empty() : OptionalInt.of(heads)));
        if (tensors) {
            Map<String, String> all = new LinkedHashMap<>();
            checkpoint
                    .tensors()
                    .tensors()
                    .forEach((name, tensor) -> all.put(name, tensor.type() + " " + tensor.shape()));
            facts.put("tensors", all);
        }
        String line = Json.line(facts);
        List<String> lines = new ArrayList<>();
        write(Json.parse(line, JsonNode.class), "", lines);
        spec.commandLine().getOut().println(json ? line : String.join(System.lineSeparator(), lines));
        return 0;
    }

    /** Requires that a path is not what Winnow itself writes, which other commands describe. */
    private static void requirePublished(Path path) {
        if (Files.isRegularFile(path.resolve(RunDirectory.MANIFEST))) {
            throw new UserException(
                    path + " is a run and not a published model. `winnow runs show " + path + "` describes it.");
        }
        if (Files.isRegularFile(path.resolve(ModelDescription.FILE))) {
            Path published = path.resolve(ServedExport.PUBLISHED);
            throw new UserException(path + " is an export and not a published model. Its " + ModelDescription.FILE
                    + " and MODEL_CARD.md describe it."
                    + (Files.isDirectory(published)
                            ? " To inspect its weights as their library has them, name " + published + "."
                            : ""));
        }
    }

    /** One fact a line, with what belongs to another one indented below it. */
    private static void write(JsonNode facts, String indent, List<String> lines) {
        facts.properties().forEach(fact -> {
            JsonNode value = fact.getValue();
            if (value.isObject() && !value.isEmpty()) {
                lines.add(indent + fact.getKey());
                write(value, indent + "  ", lines);
            } else {
                lines.add(indent + fact.getKey() + ": "
                        + (fact.getKey().equals(PublishedModels.NAMES) ? names(value) : text(value)));
            }
        });
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }

    /** There may be thousands. */
    private static String names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(name -> names.add(Shown.printable(name.asText())));
        return names.isEmpty() ? "none" : Shown.of(names);
    }
}
