package io.winnow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.config.Registry;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Need;
import io.winnow.trainer.modality.image.ImageData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each method declares is what configurations of it are held to. */
class MethodsTest extends OnMethods {
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
            case MULTI -> "fewshot, mofi, supervised";
            case CLASS -> "discover, federated, fewshot, mofi, rcal, self_training, semi, supervised, web";
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
