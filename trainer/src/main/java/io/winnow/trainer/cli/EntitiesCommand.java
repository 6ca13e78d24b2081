package io.winnow.trainer.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.entity.EntityNames;
import io.winnow.trainer.entity.PoolEntities;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code winnow data entities}. */
@Command(
        name = "entities",
        description = {
            "Labels examples by the entities that their texts name, such as species or products: very many fine "
                    + "labels, from a dictionary.",
            "Writes a table with key and label, which can be used as a label file."
        },
        mixinStandardHelpOptions = true)
final class EntitiesCommand implements Callable<Integer> {
    private static final int LARGEST = 10;

    @Mixin
    private PoolInput input;

    @Option(
            names = "--names",
            required = true,
            paramLabel = "FILE",
            description =
                    "File of records (.json, .jsonl, .csv, .parquet) with the name of each entity, and possibly id and aliases"
                            + " (a list, or separated by |).")
    private Path names;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "File to write: .csv or .jsonl.")
    private Path output;

    @Option(
            names = "--score",
            paramLabel = "MODEL",
            description =
                    "Compares each image with the other images of an entity. This decides which entity is meant if "
                            + "several have the same name. " + Models.DESCRIPTION
                            + " Default: ambiguous names are left out, and all others are used")
    private Optional<Path> model = Optional.empty();

    @Option(
            names = "--threshold",
            paramLabel = "T",
            description = "Least cosine of an image with the other images of an entity, with --score. Default: none")
    private Optional<Double> threshold = Optional.empty();

    @Option(
            names = "--least",
            paramLabel = "N",
            description =
                    "Smallest number of examples of an entity; rarer entities are left out. Default: ${DEFAULT-VALUE}")
    private int least = 2;

    @Option(names = "--force", description = "Replaces the output file if it exists already.")
    private boolean force;

    @Mixin
    private DeviceOption device;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (least < 1) {
            throw new UserException("--least must be at least 1, found " + least + ".");
        }
        if (threshold.isPresent() && model.isEmpty()) {
            throw new UserException("--threshold needs --score with a model, by which images are compared.");
        }
        if (threshold.isPresent() && !(threshold.get() >= -1 && threshold.get() <= 1)) {
            throw new UserException("--threshold is a cosine, from -1 to 1; found " + threshold.get() + ".");
        }
        TableFile.requireWritable(output);
        Outputs.requireFile("--output", output, force);
        EntityNames entities = EntityNames.read(names);
        entities.unseparated().ifPresent(spec.commandLine().getErr()::println);
        DataRoot root = DataRoot.ofEnvironment();
        Catalog catalog = new Catalog(root);
        Device on = device.of(model);
        try (Pool pool = input.read(Optional.empty(), catalog);
                NDManager manager = NDManager.newBaseManager(on)) {
            pool.notes().forEach(spec.commandLine().getErr()::println);
            Optional<float[][]> images = PoolVectors.of(model, pool, root, catalog, manager);
            PoolEntities found = PoolEntities.of(pool, entities, images, threshold.orElse(-1.0), least);
            Map<String, Long> counts = found.counts();
            if (counts.get("labelled") == 0) {
                throw new UserException(
                        "No entity has at least " + least + " examples, so there is no label to write. Lower"
                                + " --least or --threshold, or give more names.");
            }
            found.write(output);
            spec.commandLine()
                    .getOut()
                    .println(
                            json
                                    ? Json.line(report(found))
                                    : text(found) + System.lineSeparator() + "Wrote " + output + ".");
        }
        return 0;
    }

    private static Map<String, Object> report(PoolEntities found) {
        Map<String, Object> report = new LinkedHashMap<>(found.counts());
        report.put("largest", found.largest(LARGEST));
        report.put("ambiguous", found.ambiguous());
        return report;
    }

    private String text(PoolEntities found) {
        List<List<String>> cells = new ArrayList<>();
        found.counts().forEach((name, count) -> cells.add(List.of(name.replace('_', ' '), Long.toString(count))));
        StringBuilder text = new StringBuilder(ResultTable.align(cells));
        text.append(System.lineSeparator())
                .append("Largest entities: ")
                .append(listed(found.largest(LARGEST)))
                .append('.');
        found.ambiguous()
                .forEach((name, split) -> text.append(System.lineSeparator())
                        .append('\'')
                        .append(name)
                        .append("' is ambiguous: ")
                        .append(listed(split))
                        .append('.'));
        if (model.isPresent()
                ? found.counts().get("only_undecided_names") > 0
                : !found.ambiguous().isEmpty()) {
            text.append(System.lineSeparator())
                    .append(
                            model.isEmpty()
                                    ? "Ambiguous names were left out, since only a comparison of images (--score) can decide."
                                    : "Ambiguous names were left out where no other text names one of their entities alone: there is no image"
                                            + " to compare with.");
        }
        return text.toString();
    }

    private static String listed(Map<String, Integer> counts) {
        List<String> all = new ArrayList<>();
        counts.forEach((name, count) -> all.add(name + " " + count));
        return String.join(", ", all);
    }
}
