package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.modality.Modalities;
import io.winnow.trainer.published.PublishedCheckpoint;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Classification by texts with the small CLIP of the reference folder pretrained, and a tokenizer of nine words. */
class ZeroShotTest extends OnCommandLine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKENIZER = """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
             "pre_tokenizer": {"type": "Whitespace"}, "decoder": null,
             "post_processor": {"type": "TemplateProcessing",
               "single": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "end", "type_id": 0}}],
               "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
               "special_tokens": {"end": {"id": "end", "ids": [59], "tokens": ["end"]}}},
             "model": {"type": "WordLevel", "unk_token": "unknown",
               "vocab": {"unknown": 1, "a": 2, "photo": 3, "of": 4, "disc": 5, "square": 6, "ring": 7, ".": 8, "end": 59}}}
            """;

    private static Path model;

    @BeforeAll
    static void write() throws IOException {
        TestData.write(folder);
        model = clip(folder.resolve("clip"));
    }

    /** Writes the model into a folder. */
    static Path clip(Path target) throws IOException {
        Files.createDirectories(target);
        for (String file : List.of("config.json", "model.safetensors", "preprocessor_config.json")) {
            try (InputStream in =
                    ZeroShotTest.class.getResourceAsStream("/io/winnow/trainer/published/clip-hf/" + file)) {
                Files.write(target.resolve(file), in.readAllBytes());
            }
        }
        return Files.writeString(target.resolve("tokenizer.json"), TOKENIZER).getParent();
    }

    private static Map<String, Double> classify(Path labels, String... more) throws IOException {
        String image = images(folder.resolve("test")).get(0).toString();
        String[] command = Stream.concat(
                        Stream.of("classify", model.toString(), image, "--labels", labels.toString()), Stream.of(more))
                .toArray(String[]::new);
        assertThat(winnow(command)).as(err).isZero();
        Map<String, Double> probabilities = new HashMap<>();
        for (JsonNode each : JSON.readTree(out).path("predictions")) {
            probabilities.put(
                    each.path("label").asText(), each.path("probability").asDouble());
        }
        return probabilities;
    }

    @Test
    void probabilitiesAreThoseOfTheScaledCosines() throws IOException {
        Path labels = Files.writeString(folder.resolve("labels.txt"), "\uFEFFdisc\nsquare\n\nring\n");
        Map<String, Double> found = classify(labels);
        assertThat(found.values().stream().mapToDouble(each -> each).sum()).isCloseTo(1, within(1e-6));
        // One class against another: the logarithm of their ratio is the difference of their scaled cosines.
        double[] disc = text("a photo of a disc.");
        double[] ring = text("a photo of a ring.");
        double[] image = vector(images(folder.resolve("test")).get(0));
        double scale;
        try (NDManager manager = NDManager.newBaseManager()) {
            scale = Math.exp(SafeTensors.read(model.resolve("model.safetensors"), manager)
                    .get("logit_scale")
                    .toFloatArray()[0]);
        }
        assertThat(Math.log(found.get("disc") / found.get("ring")))
                .isCloseTo(scale * (cosine(image, disc) - cosine(image, ring)), within(1e-4));
        assertThat(classify(labels, "--template", "{}", "--template", "a {}")).isNotEqualTo(found);
    }

    @Test
    void namesStandInTheTextsAndLabelsInTheResult() throws IOException {
        Path labels =
                Files.writeString(folder.resolve("labels.csv"), "label,name\nfirst,disc\nsecond,ring\nthird,ring\n");
        Map<String, Double> found = classify(labels);
        assertThat(found.keySet()).containsExactlyInAnyOrder("first", "second", "third");
        assertThat(found.get("second")).isCloseTo(found.get("third"), within(1e-7));
    }

    @Test
    void evaluatesOnLabelledImages() throws IOException {
        Path labels = Files.writeString(folder.resolve("all.txt"), "disc\nsquare\nring\ncross\nbar\n");
        assertThat(winnow(
                        "evaluate",
                        model.toString(),
                        "--data",
                        folder.resolve("test").toString(),
                        "--labels",
                        labels.toString(),
                        "--json"))
                .as(err)
                .isZero();
        assertThat(JSON.readTree(out).path("accuracy").asDouble()).isBetween(0.0, 1.0);
    }

    /** The accuracies are those of the predictions for folders of classes, one of which has no examples. */
    private static void judgesBothKindsOfClasses(String image, Path labels) throws IOException {
        Path judged = folder.resolve("judged");
        for (Path file : images(folder.resolve("test"))) {
            Path copy = judged.resolve(folder.resolve("test").relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
        Files.createDirectories(judged.resolve("star"));
        Files.copy(Path.of(image), judged.resolve("star").resolve("one.png"));
        List<String> command = List.of(
                "classify", judged.toString(), "--run", run("supervised"), "--labels", labels.toString(), "--top", "1");
        assertThat(winnow(command.toArray(String[]::new))).as(err).isZero();
        Map<String, int[]> counts = new TreeMap<>();
        for (String line : out.strip().lines().toList()) {
            JsonNode each = JSON.readTree(line);
            String own =
                    Path.of(each.path("key").asText()).getParent().getFileName().toString();
            int[] count = counts.computeIfAbsent(own, name -> new int[2]);
            count[0]++;
            count[1] += each.at("/predictions/0/label").asText().equals(own) ? 1 : 0;
        }
        int[] star = counts.remove("star");
        double seen = counts.values().stream()
                .mapToDouble(count -> (double) count[1] / count[0])
                .average()
                .orElseThrow();
        List<String> truth = new ArrayList<>(command);
        truth.addAll(List.of("--truth", "folders", "--json"));
        assertThat(winnow(truth.toArray(String[]::new))).as(err).isZero();
        JsonNode metrics = JSON.readTree(out);
        assertThat(metrics.path("seen_accuracy").asDouble()).isCloseTo(seen, within(1e-9));
        assertThat(metrics.path("unseen_accuracy").asDouble()).isEqualTo((double) star[1]);
        assertThat(metrics.path("unseen_only_accuracy").asDouble()).isEqualTo(1);
        assertThat(metrics.has("harmonic_accuracy")).isTrue();
        assertThat(metrics.path("seen_unseen_area").asDouble()).isBetween(0.0, 1.0);
    }

    /** The run has images of five classes; a sixth is known by its description alone. */
    @Test
    void classesWithoutExamplesAreRecognisedByTheirDescriptions() throws IOException {
        SmallRuns.train(folder, "supervised");
        Path labels = Files.writeString(folder.resolve("described.csv"), """
                label,description
                star,a bright star
                disc,a full round disc
                square,a full square
                ring,a thin ring
                cross,two crossing bars
                bar,one long bar
                """);
        String image = images(folder.resolve("test")).get(0).toString();
        String[] command = {"classify", image, "--run", run("supervised"), "--labels", labels.toString(), "--top", "9"};
        assertThat(winnow(command)).as(err).isZero();
        assertThat(err).contains("5 classes with examples, 1 by their descriptions alone");
        JsonNode predictions = JSON.readTree(out).path("predictions");
        assertThat(predictions)
                .hasSize(6)
                .anyMatch(each -> each.path("label").asText().equals("star"));
        Path moved = Files.move(folder.resolve("train"), folder.resolve("moved"));
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("give their new path with --set recipe.data.train=PATH");
        String[] found = Arrays.copyOf(command, command.length + 2);
        found[command.length] = "--set";
        found[command.length + 1] = "recipe.data.train=" + moved;
        assertThat(winnow(found)).as(err).isZero();
        assertThat(JSON.readTree(out).path("predictions")).isEqualTo(predictions);
        Files.move(moved, folder.resolve("train"));
        judgesBothKindsOfClasses(image, labels);
        double sum = 0;
        for (JsonNode each : predictions) {
            sum += each.path("probability").asDouble();
        }
        assertThat(sum).isCloseTo(1, within(1e-5));
        String whole = Files.readString(labels);
        refused(labels, whole.replace("star,a bright star\n", ""), command, "All classes of the file");
        refused(labels, whole.replace("ring,a thin ring\n", ""), command, "does not describe 1 of the classes");
        refused(labels, whole + "stars,\nStars,\n", command, "have the same text");
        attributesDescribeClasses(image, labels);
    }

    /** In place of texts, numbers describe the classes. */
    private static void attributesDescribeClasses(String image, Path labels) throws IOException {
        String content = """
                label,name,round,corners,filled
                star,?,0,10,1
                disc,?,1,0,1
                square,?,0,4,1
                ring,?,1,0,0
                cross,?,0,12,1
                bar,?,0,4,
                """;
        Files.writeString(labels, content);
        String[] command = {
            "classify",
            image,
            "--run",
            run("supervised"),
            "--labels",
            labels.toString(),
            "--top",
            "9",
            "--attributes",
            "round,corners,filled"
        };
        assertThat(winnow(command)).as(err).isZero();
        String found = out;
        assertThat(JSON.readTree(found).path("predictions")).hasSize(6);
        command[9] = "all";
        assertThat(winnow(command)).as(err).isZero();
        assertThat(out).isEqualTo(found);
        // Without the column of corners, square differs from star in nothing.
        command[9] = "round,filled";
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("have the same attributes");
        command[9] = "all";
        refused(
                labels,
                content.replace("star,?,0,10,1", "star,?,0,ten,1"),
                command,
                "line 2: the attribute corners is 'ten'");
        command[9] = "edges";
        refused(labels, content, command, "has no column 'edges'");
        List<String> more = new ArrayList<>(List.of(command));
        more.addAll(List.of("--ancestors", "0.5"));
        assertThat(winnow(more.toArray(String[]::new))).isEqualTo(2);
        assertThat(err).contains("--attributes and --ancestors cannot be combined");
        assertThat(winnow("classify", model.toString(), image, "--labels", labels.toString(), "--attributes", "round"))
                .isEqualTo(2);
        assertThat(err)
                .contains("--attributes has no effect here. Numbers that describe classes", "`winnow classify --run`");
    }

    /** With as good as no weight of its own, a class has the vector of the one above it. */
    @Test
    void classesAboveAClassStandForItAsWell() throws IOException {
        Path labels = Files.writeString(folder.resolve("parents.jsonl"), """
                {"label": "x", "name": "disc", "parents": ["ring"]}
                {"label": "y", "name": "square"}
                {"label": "ring", "name": "ring"}
                """);
        assertThat(classify(labels).keySet()).containsExactlyInAnyOrder("x", "y", "ring");
        Map<String, Double> found = classify(labels, "--ancestors", "0.5");
        assertThat(found.keySet()).as("ring is above x").containsExactlyInAnyOrder("x", "y");
        double[] disc = text("a photo of a disc.");
        double[] ring = text("a photo of a ring.");
        double[] mixed = new double[disc.length];
        for (int d = 0; d < mixed.length; d++) {
            mixed[d] = disc[d] / norm(disc) + ring[d] / norm(ring) / 2;
        }
        double[] image = vector(images(folder.resolve("test")).get(0));
        double scale;
        try (NDManager manager = NDManager.newBaseManager()) {
            scale = Math.exp(SafeTensors.read(model.resolve("model.safetensors"), manager)
                    .get("logit_scale")
                    .toFloatArray()[0]);
        }
        assertThat(Math.log(found.get("x") / found.get("y")))
                .isCloseTo(scale * (cosine(image, mixed) - cosine(image, text("a photo of a square."))), within(1e-4));
        String image0 = images(folder.resolve("test")).get(0).toString();
        assertThat(winnow("classify", model.toString(), image0, "--labels", labels.toString(), "--ancestors", "1"))
                .isEqualTo(2);
        assertThat(err).contains("--ancestors must be above 0 and below 1; found 1.0");
    }

    private static double norm(double[] x) {
        return Math.sqrt(Arrays.stream(x).map(each -> each * each).sum());
    }

    private static void refused(Path labels, String content, String[] command, String message) throws IOException {
        Files.writeString(labels, content);
        assertThat(winnow(command)).as(err).isEqualTo(2);
        assertThat(err).contains(message);
    }

    /** The file has two columns that could be the truth, of which the run was trained on one. */
    @Test
    void theLabelOfTheTrainingIsTheTruth() throws IOException {
        String rows = IntStream.range(0, 40)
                .mapToObj(i -> i + "," + (i % 2 == 0 ? "even" : "odd") + "," + (i < 20 ? "odd" : "even"))
                .collect(Collectors.joining("\n", "x,parity,other\n", "\n"));
        Path file = Files.writeString(folder.resolve("rows.csv"), rows);
        Path config = Files.writeString(folder.resolve("rows.yaml"), """
                device: cpu
                recipe:
                  kind: supervised
                  data: {kind: rows, train: %s, columns: [x], labels: {kind_of: {kind: class, column: parity}}}
                  frozen: {enabled: false}
                  classify:
                    encoder: {kind: row_mlp, hidden: [4]}
                    training: {duration: {steps: 2}, batch_size: 8, optimizer: {kind: adamw, learning_rate: 0.01}}
                """.formatted(file));
        assertThat(train(config, folder.resolve("runs"), "rows")).as(err).isZero();
        Path labels = Files.writeString(
                folder.resolve("kinds.csv"),
                "label,description\neven,an even number\nodd,an odd number\nnone,no number\n");
        List<String> command =
                List.of("classify", file.toString(), "--run", run("rows"), "--labels", labels.toString());
        assertThat(winnow(Stream.concat(command.stream(), Stream.of("--truth", "other"))
                        .toArray(String[]::new)))
                .isEqualTo(2);
        assertThat(err).contains("labels are read as those of its training were: kind_of or parity.");
        for (String name : List.of("kind_of", "parity")) {
            assertThat(winnow(Stream.concat(command.stream(), Stream.of("--truth", name))
                            .toArray(String[]::new)))
                    .as(err)
                    .isZero();
        }
    }

    @Test
    void mistakesAreExplained() throws IOException {
        Path labels = Files.writeString(folder.resolve("two.txt"), "disc\ndisc\n");
        String image = images(folder.resolve("test")).get(0).toString();
        assertThat(winnow("classify", model.toString(), image, "--labels", labels.toString()))
                .isEqualTo(2);
        assertThat(err).contains("two.txt has the class 'disc' twice");
        Files.writeString(labels, "disc\n");
        assertThat(winnow("classify", model.toString(), image, "--labels", labels.toString(), "--template", "a photo"))
                .isEqualTo(2);
        assertThat(err).contains("The template 'a photo' has no {}");
        assertThat(winnow("classify", model.toString(), image, "--template", "{}"))
                .isEqualTo(2);
        assertThat(err).contains("--template was given, but it only has an effect together with --labels");
    }

    private static double[] text(String text) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            return Modalities.openPublished(PublishedCheckpoint.open(model), true, Optional.of("images"), manager)
                    .texts()
                    .orElseThrow()
                    .embed(List.of(text), manager)
                    .toType(DataType.FLOAT64, true)
                    .toDoubleArray();
        }
    }

    private static double[] vector(Path image) throws IOException {
        Path file = folder.resolve("image.safetensors");
        assertThat(winnow("embed", model.toString(), image.toString(), "--output", file.toString(), "--force"))
                .as(err)
                .isZero();
        try (NDManager manager = NDManager.newBaseManager()) {
            return SafeTensors.read(file, manager)
                    .values()
                    .iterator()
                    .next()
                    .toType(DataType.FLOAT64, true)
                    .toDoubleArray();
        }
    }

    private static double cosine(double[] a, double[] b) {
        double dot = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            left += a[i] * a[i];
            right += b[i] * b[i];
        }
        return dot / Math.sqrt(left * right);
    }
}
