package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.file.TextCharset;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.predict.Retrieval;
import io.winnow.trainer.predict.Templates;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The option with which a model that has an encoder of texts is evaluated by retrieval. */
final class CaptionsOption {
    static final String OPTION = "--captions";

    @Option(
            names = OPTION,
            paramLabel = "FILE",
            description =
                    "Evaluates by retrieval between images and captions, for a model that has an encoder of texts as well (CLIP, SigLIP): a"
                            + " file of records (.csv, .jsonl, .parquet) with path, relative to the folder of FILE, and caption; or, with --data, with"
                            + " key instead of path. An image may have several records.")
    private Optional<Path> captions = Optional.empty();

    boolean isGiven() {
        return captions.isPresent();
    }

    /**
     * Evaluates a model and prints the result.
     *
     * @param name the model as the user names it
     * @param data the data set whose keys the file has; empty if it has paths
     * @param json whether the result is printed as a JSON object
     */
    void evaluate(
            Path name, Optional<String> data, Templates templates, DeviceOption device, boolean json, CommandSpec spec)
            throws IOException {
        new OptionRules(spec).excludes(OPTION, "--labels", "--train", "--tables", "--flip", "--set");
        if (!Models.standsAlone(name)) {
            throw new UserException(OPTION + " can only be used for a published model of images and texts, but " + name
                    + " is none. Name one that `winnow model list` shows.");
        }
        InputOptions options =
                new InputOptions(new Catalog(DataRoot.ofEnvironment()), TextCharset.UTF_8, Optional.empty());
        try (NDManager manager = NDManager.newBaseManager(device.of(name));
                TrainedModel model =
                        Models.open(name, new ModelChoice(WeightsChoice.LAST, ModelChoice.Part.ENCODER), manager)) {
            Retrieval retrieval = new Retrieval(model, name.toString(), templates, manager);
            Retrieval.Judged judged = data.isPresent()
                    ? retrieval.onData(captions.orElseThrow(), data.get(), options)
                    : retrieval.onFiles(captions.orElseThrow(), options);
            judged.notes().forEach(spec.commandLine().getErr()::println);
            print(judged, name, model.reader().unit(), json, spec);
        }
    }

    private static void print(Retrieval.Judged judged, Path name, String unit, boolean json, CommandSpec spec) {
        Map<String, Double> figures = judged.report().metrics();
        Map<String, Double> chance = judged.chance().metrics();
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>(figures);
            line.put("chance", chance);
            line.put(unit, judged.items());
            line.put("captions", judged.captions());
            spec.commandLine().getOut().println(Json.line(line));
            return;
        }
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
        rows.put("chance", chance);
        rows.put(name.toString(), figures);
        spec.commandLine()
                .getOut()
                .println(ResultTable.of(rows) + "\n\n" + Plural.of(judged.items(), unit) + ", "
                        + Plural.of(judged.captions(), "captions"));
    }
}
