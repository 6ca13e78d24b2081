package io.winnow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.config.ConfigException;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.config.Registry;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Need;
import io.winnow.trainer.modality.image.ImageData;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each method declares is what configurations of it are held to. */
class MethodsTest {
    private static final String TRAINING =
            "{duration: {steps: 2}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.05}}";
    private static final String PRETRAIN = "{encoder: ENCODER, queue: 32, key_groups: 2, training: TRAINING}";

    /** Configurations that use all slots of each method that takes data of any modality. */
    private static final Map<String, String> RECIPES = Map.ofEntries(
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

    private static final String TABLES =
            "kind: tabsim, data: {name: pmc-tables}, encoder: {kind: transformer}, training: TRAINING";

    private static final String CHOICES = "kind: recommend, data: {file: choices.csv}";

    private static final String IMAGES = "kind: listed_images, file: f.csv, files: {columns: file}";

    /** Sections of data by what they offer, each with an encoder that takes them. */
    private record Data(String section, String encoder, Set<Need> offers) {}

    private static final List<Data> DATA = List.of(
            new Data("kind: images, train: images", "{kind: resnet, depth: 8}", Set.of(Need.VIEWS, Need.CHANGES)),
            new Data(IMAGES, "{kind: resnet, depth: 8}", Set.of(Need.VIEWS, Need.CHANGES)),
            new Data("kind: texts, file: f.csv", "{kind: frozen}", Set.of(Need.CHANGES)),
            new Data(
                    "kind: texts, file: f.csv, representation: tokens",
                    "{kind: fine_tuned}",
                    Set.of(Need.VIEWS, Need.CHANGES, Need.TOKENS)),
            new Data("kind: rows, file: f.csv, columns: [a]", "{kind: row_mlp}", Set.of()));

    private static final Map<LabelKind, String> LABELS = Map.ofEntries(
            Map.entry(LabelKind.CLASS, "{kind: class}"),
            Map.entry(LabelKind.SOFT, "{kind: soft, column: shares, literal: true}"),
            Map.entry(LabelKind.MULTI, "{kind: multi, column: all, separator: '|'}"),
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

    private Experiment read(String recipe, String... set) throws IOException {
        Path file = Files.writeString(
                folder.resolve("config.yaml"),
                "recipe: {" + recipe.replace("PRETRAIN", PRETRAIN).replace("TRAINING", TRAINING) + "}\n");
        return Experiment.read(file, List.of(set));
    }

    private Experiment read(Method method, Data data, String more, String... set) throws IOException {
        return read(
                ("kind: %s, data: {%s%s}, " + RECIPES.get(method.name()))
                        .formatted(method.name(), data.section(), more)
                        .replace("PRETRAIN", PRETRAIN)
                        .replace("ENCODER", data.encoder()),
                set);
    }

    /** Reads the configuration of a method that uses all of its slots. */
    private Experiment whole(Method method, String... set) throws IOException {
        return RECIPES.containsKey(method.name())
                ? read(method, DATA.get(0), "", set)
                : read(method.name().equals("tabsim") ? TABLES : CHOICES, set);
    }

    /** Returns the message of the problems; empty if there are none. */
    private static Optional<String> problems(Reading reading) {
        ConfigException error = catchThrowableOfType(ConfigException.class, reading::read);
        return Optional.ofNullable(error).map(Throwable::getMessage);
    }

    private interface Reading {
        Experiment read() throws IOException;
    }

    @Test
    void everyMethodIsTested() {
        assertThat(methods())
                .extracting(Method::name)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(RECIPES.keySet().stream(), Stream.of("recommend", "tabsim"))
                                .toList());
        assertThat(LABELS.keySet()).isEqualTo(EnumSet.complementOf(EnumSet.of(LabelKind.GRADES, LabelKind.CHOICES)));
    }

    /** The methods that learn from labels of a kind, as messages name them. */
    private static String learning(LabelKind kind) {
        return switch (kind) {
            case NOT, BAG, DOMAIN -> "weak";
            case PARTIAL -> "supervised, weak";
            case MULTI -> "fewshot, supervised";
            case CLASS -> "discover, federated, fewshot, rcal, self_training, semi, supervised, web";
            default -> "supervised";
        };
    }

    @ParameterizedTest
    @MethodSource("general")
    void exactlyTheDeclaredKindsOfLabelsAreTaken(Method method) {
        LABELS.forEach((kind, label) -> {
            Optional<String> problems = problems(() -> read(method, DATA.get(1), ", labels: {answer: " + label + "}"));
            if (method.labels().kinds().contains(kind)) {
                assertThat(problems).as("%s from %s", method.name(), kind).isEmpty();
            } else {
                assertThat(problems)
                        .as("%s from %s", method.name(), kind)
                        .get()
                        .asString()
                        .contains("config.yaml:1: recipe.data: must have labels of the kind")
                        .contains("found the kind " + kind + ", which is " + kind.description())
                        .contains("Methods that learn from such labels: " + learning(kind) + ".");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("general")
    void onlyMethodsThatLearnFromLabelsNeedThem(Method method) throws IOException {
        TestData.write(folder);
        Path flat = Files.createDirectories(folder.resolve("flat"));
        try (Stream<Path> files = Files.walk(folder.resolve("train"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, flat.resolve(file.getFileName().toString()));
            }
        }
        for (String images : List.of("train", "flat")) {
            String section = "kind: images, train: %s, test: %s, image_size: 16"
                    .formatted(folder.resolve(images), folder.resolve("test"));
            Data data = new Data(section, "{kind: resnet, depth: 8, width: 4}", Set.of());
            List<String> warnings = new ArrayList<>();
            Optional<String> problems = problems(() -> {
                // Images have no encoder for the texts of classes.
                String[] set =
                        method.name().equals("fewshot") ? new String[] {"recipe.tune.label_pairs=null"} : new String[0];
                // A method that needs unlabelled images gets some of those that have a label.
                boolean withheld = Set.of("semi", "self_training").contains(method.name()) && images.equals("train");
                Experiment experiment = read(
                        method, data, withheld ? ", labels: {few_shot: {per_class: 8, rest: unlabelled}}" : "", set);
                SizeChecks.run(
                        experiment,
                        folder.resolve("config.yaml"),
                        List.of(),
                        TestData.catalog(folder),
                        false,
                        warnings::add);
                return experiment;
            });
            if (images.equals("flat") && method.labels().learned()) {
                assertThat(problems).get().asString().contains("recipe.data: must have labels for the training images");
            } else if (images.equals("train") && !method.labels().kinds().contains(LabelKind.CLASS)) {
                assertThat(problems).get().asString().contains("recipe.data: must have labels of the kind");
            } else {
                assertThat(problems).as("%s of %s", method.name(), images).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("general")
    void exactlyDataThatHaveWhatTheSlotsNeedAreTaken(Method method) {
        Set<Need> needs = EnumSet.noneOf(Need.class);
        method.slots().forEach(slot -> needs.addAll(slot.needs()));
        for (Data data : DATA) {
            Optional<String> problems = problems(() -> read(method, data, ""));
            if (data.offers().containsAll(needs)) {
                assertThat(problems).as("%s on %s", method.name(), data).isEmpty();
            } else {
                assertThat(problems)
                        .as("%s on %s", method.name(), data)
                        .get()
                        .asString()
                        .contains("config.yaml:1: recipe.data: must have random views, with which ")
                        .contains("pretrain.encoder is trained");
            }
        }
    }

    /** Without a pre-training that needs views, vectors and rows are taken as well. */
    @Test
    void whatAConfigurationLeavesOutIsNotNeeded() {
        for (Data data : DATA) {
            if (data.offers().contains(Need.CHANGES)) {
                String semi = "kind: semi, data: {DATA}, learn: {encoder: ENCODER, training: TRAINING}"
                        .replace("DATA", data.section())
                        .replace("ENCODER", data.encoder());
                assertThat(problems(() -> read(semi))).as(semi).isEmpty();
            }
            for (String recipe : List.of(
                    "kind: supervised, data: {DATA}, classify: {encoder: ENCODER, training: TRAINING}",
                    "kind: rcal, data: {DATA}, contrast: {kind: run, run: r},"
                            + " classify: {encoder: ENCODER, training: TRAINING}",
                    "kind: mlcd, data: {DATA}, embed: {kind: run, run: r}, cluster: {k: 6}, labels: 2,"
                            + " discriminate: {encoder: ENCODER, training: TRAINING}")) {
                String whole = recipe.replace("DATA", data.section()).replace("ENCODER", data.encoder());
                assertThat(problems(() -> read(whole))).as(whole).isEmpty();
            }
        }
    }

    /** A method that needs tokens, such as one that masks some of them. */
    @Kind("masking")
    @Doc("Needs tokens.")
    record Masking(DataConfig data) implements Recipe {
        static final Method METHOD = new Method(
                Masking.class,
                List.of(),
                LabelNeed.evaluating(LabelKind.CLASS),
                List.of(Slot.of("").needing(Need.TOKENS)),
                List.of(),
                Set.of());

        @Override
        public Method method() {
            return METHOD;
        }

        @Override
        public Optional<DataConfig> examples() {
            return Optional.of(data);
        }

        @Override
        public List<Stage> stages() {
            return List.of();
        }

        @Override
        public Evaluation evaluation() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aMethodOfAnotherProgramIsHeldToItsDeclaration() {
        try (Registry.Registration method = Recipes.add(Masking.METHOD)) {
            for (Data data : DATA) {
                Optional<String> problems = problems(() -> read("kind: masking, data: {" + data.section() + "}"));
                if (data.offers().contains(Need.TOKENS)) {
                    assertThat(problems).isEmpty();
                } else {
                    assertThat(problems).get().asString().contains("must have tokens, with which encoder is trained");
                }
            }
            assertThat(problems(() -> read("kind: masking, data: {kind: texts, file: f.csv, representation: tokens,"
                            + " labels: {answer: {kind: number}}}")))
                    .get()
                    .asString()
                    .contains("must have labels of the kind class to evaluate masking with, or none");
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void severalDevicesAreTakenIfAllSlotsCanBeShared(Method method) {
        Optional<String> problems = problems(() -> whole(method, "replicas=2"));
        assertThat(problems.isEmpty()).isEqualTo(method.refusesReplicas().isEmpty());
        assertThat(problems(() -> whole(method, "replicas=3")))
                .get()
                .asString()
                .containsPattern(
                        method.refusesReplicas().isPresent()
                                ? "replicas: must be 1, found 3: "
                                : "replicas: must be a number such as 1(, 2| or 2).*, found 3: ");
        assertThat(problems(() -> whole(method, "replicas=1"))).isEmpty();
    }

    @Test
    void choicesThatNeedTheWholeBatchRefuseSeveralDevices() {
        Map.of(
                        "mlcd discriminate.objective=per_slot", "per_slot needs all sampled centers",
                        "supervised classify.mixup=1", "classify.mixup mixes examples",
                        "supervised classify.cutmix=1", "classify.cutmix mixes examples",
                        "supervised classify.loss={kind: elr}", "classify.loss weights examples",
                        "rcal classify.mixup=1", "classify.mixup mixes examples",
                        "rcal refine={kind: guess}", "refine guess needs the predictions",
                        "moco pretrain.key_groups=8", "has 8 images per replica",
                        "mlcd discriminate.training.batch_size=15",
                                "batch_size 15 of the stage discriminate is not divisible by 2")
                .forEach((choice, reason) -> {
                    Method method = method(choice.split(" ", 2)[0]);
                    String set = "recipe." + choice.split(" ", 2)[1];
                    assertThat(problems(() -> whole(method, set))).as(choice).isEmpty();
                    assertThat(problems(() -> whole(method, set, "replicas=2")))
                            .as(choice)
                            .get()
                            .asString()
                            .containsPattern("replicas: must be (1|a number such as 1 or 3), found 2: ")
                            .contains(reason);
                });
    }

    private static Method method(String name) {
        return methods().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void eachSlotTakesExactlyItsPrecisions(Method method) {
        for (Slot slot : method.slots()) {
            String key = "recipe." + (slot.key().isEmpty() ? "" : slot.key() + ".") + "training.precision";
            for (Precision precision : Precision.values()) {
                String name = precision.name().toLowerCase(Locale.ROOT);
                Optional<String> problems = problems(() -> whole(method, key + "=" + name));
                if (slot.precisions().allowed().contains(precision)) {
                    assertThat(problems).as(key + " " + name).isEmpty();
                } else {
                    assertThat(problems).get().asString().contains(key + ": must be ", "found " + name);
                }
            }
        }
    }

    @Test
    void tablesOfWordsAreTrainedInFloat32Only() {
        for (Precision precision : Precision.values()) {
            String name = precision.name().toLowerCase(Locale.ROOT);
            assertThat(problems(() ->
                                    read(TABLES.replace("transformer", "tabsim"), "recipe.training.precision=" + name))
                            .isEmpty())
                    .isEqualTo(precision == Precision.FLOAT32);
        }
    }

    /** Each section with options of a training is a slot, and there are no others. */
    @ParameterizedTest
    @MethodSource("methods")
    void slotsAreTheSectionsWithATraining(Method method) {
        List<String> found = new ArrayList<>();
        find(method.recipe(), "", found);
        assertThat(method.slots().stream().map(Slot::key).toList()).containsExactlyElementsOf(found);
    }

    private static void find(Class<?> section, String key, List<String> found) {
        if (section == EncoderSource.Pretraining.class) {
            Pretrainings.SECTIONS.forEach(member -> find(member, key, found));
        } else if (section.isSealed()) {
            Arrays.stream(section.getPermittedSubclasses()).forEach(member -> find(member, key, found));
        } else if (section.isRecord()) {
            for (RecordComponent component : section.getRecordComponents()) {
                if (component.getType() == TrainingOptions.class) {
                    found.add(key);
                } else {
                    String name =
                            component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
                    String below = (key.isEmpty() ? "" : key + ".") + name;
                    find(plain(component.getGenericType()), below, found);
                }
            }
        }
    }

    private static Class<?> plain(Type type) {
        return type instanceof ParameterizedType generic
                ? plain(generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1])
                : (Class<?>) type;
    }

    @ParameterizedTest
    @MethodSource("methods")
    void capabilitiesFollowFromTheRecipe(Method method) throws IOException {
        boolean encoder = EncoderRecipe.class.isAssignableFrom(method.recipe());
        boolean pairs = method.labels().kinds().contains(LabelKind.GRADES);
        assertThat(method.capabilities().contains(Capability.EMBEDS)).isEqualTo(encoder || pairs);
        assertThat(method.capabilities().contains(Capability.AUDITS))
                .isEqualTo(encoder && method.labels().kinds().contains(LabelKind.CLASS));
        assertThat(method.capabilities().contains(Capability.SCORES_PAIRS)).isEqualTo(pairs);
        if (encoder) {
            try (ImageData data = TestData.open(TestData.write(folder))) {
                EncoderRecipe recipe = (EncoderRecipe) whole(method).recipe();
                assertThat(recipe.classifier(data.inputs()).isPresent())
                        .isEqualTo(method.capabilities().contains(Capability.PREDICTS));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theSchemaHasWhatIsDeclared(Method method) throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Recipes.reader().schema(Experiment.class));
        JsonNode own = null;
        for (JsonNode member : schema.get("$defs").get("Recipe").get("anyOf")) {
            if (member.get("properties").get("kind").get("const").asText().equals(method.name())) {
                own = member.get("x-winnow");
            }
        }
        assertThat(own).isNotNull();
        assertThat(new ObjectMapper().convertValue(own, new TypeReference<Map<String, String>>() {}))
                .isEqualTo(method.facts());
        assertThat(method.facts()).containsKeys("labels", "data", "devices", "precision");
    }

    @Test
    void aDryRunShowsWhatTheConfigurationUses() throws IOException {
        Method whole = method("supervised");
        assertThat(whole.facts().get("data")).isEqualTo("any; random views to train start.pretrain.encoder");
        Method used = read("kind: supervised, data: {train: t}, classify: {encoder: {kind: resnet, depth: 8}, mixup: 1,"
                        + " training: TRAINING}")
                .recipe()
                .method();
        assertThat(used.lines())
                .contains(
                        "  data: any",
                        "  encoders: classify.encoder",
                        "  labels: class, soft, multi, partial, ordinal, number or votes",
                        "  devices: one")
                .first()
                .asString()
                .startsWith("supervised: A classifier trained on the given labels");
    }
}
