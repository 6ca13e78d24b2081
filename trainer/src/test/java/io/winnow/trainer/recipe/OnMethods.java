package io.winnow.trainer.recipe;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.winnow.trainer.config.ConfigException;
import io.winnow.trainer.modality.Need;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** Base class of tests of what methods declare: configurations of each of them, data and labels. */
abstract class OnMethods {
    static final String TRAINING =
            "{duration: {steps: 2}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.05}}";
    static final String PRETRAIN = "{encoder: ENCODER, queue: 32, key_groups: 2, training: TRAINING}";

    /** Configurations that use all slots of each method that takes data of any modality. */
    static final Map<String, String> RECIPES = Map.ofEntries(
            Map.entry("moco", "pretrain: PRETRAIN"),
            Map.entry(
                    "federated",
                    "clients: {kind: iid, count: 2}, federate: {strategy: {kind: fedavg}}, classify: {encoder: ENCODER, training: TRAINING}"),
            Map.entry(
                    "fewshot",
                    "tune: {encoder: ENCODER, example_pairs: {training: TRAINING}, label_pairs: {training: TRAINING}},"
                            + " head: {prior: none}"),
            Map.entry(
                    "mlcd",
                    "embed: {kind: moco, pretrain: PRETRAIN}, cluster: {k: 6}, labels: 2,"
                            + " discriminate: {encoder: ENCODER, training: TRAINING}"),
            Map.entry("mofi", "start: {kind: moco, pretrain: PRETRAIN}, learn: {encoder: ENCODER, training: TRAINING}"),
            Map.entry(
                    "supervised",
                    "start: {kind: moco, pretrain: PRETRAIN}, classify: {encoder: ENCODER, training: TRAINING}"),
            Map.entry(
                    "discover",
                    "vectors: {kind: moco, pretrain: PRETRAIN}, hide: {}, classes: 3, discover: {training: TRAINING}"),
            Map.entry(
                    "weak",
                    "target: {kind: not}, start: {kind: moco, pretrain: PRETRAIN}, classify: {encoder: ENCODER, training: TRAINING}"),
            Map.entry(
                    "web",
                    "start: {kind: moco, pretrain: PRETRAIN}, correct: {queue: 32, vanilla: {steps: 2}, training: TRAINING},"
                            + " classify: {encoder: ENCODER, training: TRAINING}"),
            Map.entry(
                    "rcal",
                    "contrast: {kind: moco, pretrain: PRETRAIN}, classify: {encoder: ENCODER, training: TRAINING}"),
            Map.entry("semi", "start: {kind: moco, pretrain: PRETRAIN}, learn: {encoder: ENCODER, training: TRAINING}"),
            Map.entry(
                    "self_training",
                    "start: {kind: moco, pretrain: PRETRAIN}, teach: {encoder: ENCODER, training: TRAINING},"
                            + " classify: {encoder: ENCODER, training: TRAINING}"));

    static final String TABLES =
            "kind: tabsim, data: {name: pmc-tables}, encoder: {kind: transformer}, training: TRAINING";

    static final String CHOICES = "kind: recommend, data: {file: choices.csv}";

    static final String IMAGES = "kind: listed_images, file: f.csv, files: {columns: file}";

    /** Sections of data by what they offer, each with an encoder that takes them. */
    record Data(String section, String encoder, Set<Need> offers) {}

    static final List<Data> DATA = List.of(
            new Data("kind: images, train: images", "{kind: resnet, depth: 8}", Set.of(Need.VIEWS, Need.CHANGES)),
            new Data(IMAGES, "{kind: resnet, depth: 8}", Set.of(Need.VIEWS, Need.CHANGES)),
            new Data("kind: texts, file: f.csv", "{kind: frozen}", Set.of(Need.CHANGES)),
            new Data(
                    "kind: texts, file: f.csv, representation: tokens",
                    "{kind: fine_tuned}",
                    Set.of(Need.VIEWS, Need.CHANGES, Need.TOKENS)),
            new Data("kind: rows, file: f.csv, columns: [a]", "{kind: row_mlp}", Set.of()));

    static final Map<LabelKind, String> LABELS = Map.ofEntries(
            Map.entry(LabelKind.CLASS, "{kind: class}"),
            Map.entry(LabelKind.SOFT, "{kind: soft, column: shares, literal: true}"),
            Map.entry(LabelKind.MULTI, "{kind: multi, column: all, separator: '|', unlisted: negative}"),
            Map.entry(LabelKind.PARTIAL, "{kind: partial, column: candidates, separator: '|'}"),
            Map.entry(LabelKind.NOT, "{kind: not, columns: [first, second]}"),
            Map.entry(LabelKind.ORDINAL, "{kind: ordinal, levels: [low, high]}"),
            Map.entry(LabelKind.NUMBER, "{kind: number}"),
            Map.entry(LabelKind.VOTES, "{kind: votes, columns: [first, second]}"),
            Map.entry(LabelKind.BAG, "{kind: bag, column: first, shares: bags.csv}"),
            Map.entry(LabelKind.DOMAIN, "{kind: domain, column: first, classes: 2}"));

    @TempDir
    Path folder;

    static List<Method> methods() {
        return Recipes.all();
    }

    /** Methods that take data of any modality. */
    static List<Method> general() {
        return methods().stream()
                .filter(method -> RECIPES.containsKey(method.name()))
                .toList();
    }

    Experiment read(String recipe, String... set) throws IOException {
        Path file = Files.writeString(
                folder.resolve("config.yaml"),
                "recipe: {" + recipe.replace("PRETRAIN", PRETRAIN).replace("TRAINING", TRAINING) + "}\n");
        return Experiment.read(file, List.of(set));
    }

    Experiment read(Method method, Data data, String more, String... set) throws IOException {
        return read(
                ("kind: %s, data: {%s%s}, " + RECIPES.get(method.name()))
                        .formatted(method.name(), data.section(), more)
                        .replace("PRETRAIN", PRETRAIN)
                        .replace("ENCODER", data.encoder()),
                set);
    }

    /** Reads the configuration of a method that uses all of its slots. */
    Experiment whole(Method method, String... set) throws IOException {
        return RECIPES.containsKey(method.name())
                ? read(method, DATA.get(0), "", set)
                : read(method.name().equals("tabsim") ? TABLES : CHOICES, set);
    }

    /** Returns the message of the problems; empty if there are none. */
    static Optional<String> problems(Reading reading) {
        ConfigException error = catchThrowableOfType(ConfigException.class, reading::read);
        return Optional.ofNullable(error).map(Throwable::getMessage);
    }

    interface Reading {
        Experiment read() throws IOException;
    }

    static Method method(String name) {
        return methods().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
