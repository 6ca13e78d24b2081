package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.annotate.AnnotationTask;
import io.winnow.trainer.chat.ScriptedJudge;
import io.winnow.trainer.chat.ScriptedServer;
import io.winnow.trainer.chat.ScriptedServer.Answer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code winnow annotate} with a scripted language model. */
class AnnotateCommandTest extends OnCommandLine {
    private static final int ITEMS = 300;
    private static final List<String> NAMES = List.of("fruit", "tool", "animal");

    private static Path data;

    @BeforeAll
    static void write() throws IOException {
        StringBuilder lines = new StringBuilder("text,label\n");
        for (int i = 0; i < ITEMS; i++) {
            lines.append("item number %d {labels},%s%n".formatted(i, NAMES.get((i + 1) % 3)));
        }
        data = Files.writeString(folder.resolve("texts.csv"), lines);
    }

    private static String truth(String text) {
        return NAMES.get(Integer.parseInt(text.split(" ", -1)[2]) % 3);
    }

    private static Path task(String name, String base, String more) throws IOException {
        return Files.writeString(folder.resolve(name), """
                instruction: What is it?
                labels:
                  - {label: fruit}
                  - {label: tool, description: something to work with}
                  - {label: animal}
                annotators:
                  - kind: language_model
                    endpoint: {base: "%s", model: small, key_variable: PATH, concurrency: 3, price: {prompt: 1, completion: 2}%s}
                """.formatted(base, more));
    }

    private static int annotate(Path task, String output, String... more) {
        return winnow(Stream.concat(
                        Stream.of(
                                "annotate",
                                data.toString(),
                                "--task",
                                task.toString(),
                                "--output",
                                folder.resolve(output).toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    /** Returns the labels of the annotators by key and name. */
    private static Map<String, String> labels(String output) throws IOException {
        Map<String, String> labels = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve(output).resolve("annotations.csv"))) {
            String[] cells = line.split(",", -1);
            labels.put(cells[0] + " " + cells[1], cells[2]);
        }
        return labels;
    }

    @Test
    void modelsAndWordingsAreAnnotators() throws IOException {
        try (ScriptedServer server = new ScriptedServer(new ScriptedJudge(AnnotateCommandTest::truth, 0, true))) {
            assertThat(annotate(task("task.yaml", server.base(), ""), "plain", "--json"))
                    .as(err)
                    .isZero();
            assertThat(server.calls()).isEqualTo(2 * ITEMS);
            Map<String, String> labels = labels("plain");
            for (int i = 1; i <= ITEMS; i++) {
                assertThat(labels).containsEntry(i + " small/wording-1", NAMES.get((i - 1) % 3));
                assertThat(labels).containsEntry(i + " small/wording-2", NAMES.get((i - 1) % 3));
            }
            JsonNode json = new ObjectMapper().readTree(out);
            assertThat(json.get("origin").asText()).contains("language models, not from people");
            assertThat(json.at("/language_models/0/usage/prompt_tokens").asInt())
                    .isEqualTo(20 * ITEMS);
            assertThat(json.at("/language_models/0/price").asDouble()).isCloseTo(24e-6 * ITEMS, within(1e-9));
            JsonNode first = new ObjectMapper()
                    .readTree(Files.readAllLines(folder.resolve("plain").resolve("probabilities.jsonl"))
                            .get(0));
            assertThat(first.at("/probabilities/fruit").asDouble()).isGreaterThan(0.59);

            // The same again asks nothing, neither live nor as a replay, and the annotations aggregate.
            assertThat(annotate(folder.resolve("task.yaml"), "plain")).as(err).isZero();
            assertThat(annotate(folder.resolve("task.yaml"), "plain", "--answers", "replay"))
                    .as(err)
                    .isZero();
            assertThat(server.calls()).isEqualTo(2 * ITEMS);
            assertThat(winnow(
                            "data",
                            "aggregate",
                            folder.resolve("plain").resolve("annotations.csv").toString(),
                            "--output",
                            folder.resolve("labels.csv").toString()))
                    .as(err)
                    .isZero();
        }
    }

    @Test
    void theKeyIsInNoFile() throws IOException {
        try (ScriptedServer server = new ScriptedServer(new ScriptedJudge(AnnotateCommandTest::truth, 0, true))) {
            assertThat(annotate(task("key.yaml", server.base(), ""), "key", "--limit", "5"))
                    .as(err)
                    .isZero();
            // The variable PATH stands for one with a key, since a test cannot set variables.
            String key = System.getenv("PATH").strip();
            assertThat(server.keys).contains("Bearer " + key);
            try (Stream<Path> files = Files.walk(folder.resolve("key"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(file)).as(file.toString()).doesNotContain(key);
                }
            }
            assertThat(out + err).doesNotContain(key);
        }
    }

    @Test
    void aServerThatAlwaysSaysAIsSpreadOverTheLabelsAndIsASpammer() throws IOException {
        try (ScriptedServer server =
                new ScriptedServer((request, call) -> Answer.token("A", Map.of("A", -0.01, "B", -4.7, "C", -5.0)))) {
            assertThat(annotate(task("always.yaml", server.base(), ""), "always"))
                    .as(err)
                    .isZero();
            Map<String, Integer> counts = new HashMap<>();
            labels("always").values().forEach(label -> counts.merge(label, 1, Integer::sum));
            // Three standard errors of a third in 600 draws are 34.6.
            NAMES.forEach(name -> assertThat(counts.get(name)).isBetween(166, 234));
        }
        StringBuilder truth = new StringBuilder("key,label\n");
        for (int i = 0; i < ITEMS; i++) {
            truth.append("%d,%s%n".formatted(i + 1, NAMES.get(i % 3)));
        }
        Path gold = Files.writeString(folder.resolve("gold.csv"), truth);
        assertThat(winnow(
                        "data",
                        "aggregate",
                        folder.resolve("always").resolve("annotations.csv").toString(),
                        "--gold",
                        gold.toString(),
                        "--output",
                        folder.resolve("always.csv").toString(),
                        "--annotators",
                        folder.resolve("always-annotators.jsonl").toString()))
                .as(err)
                .isZero();
        for (String line : Files.readAllLines(folder.resolve("always-annotators.jsonl"))) {
            assertThat(new ObjectMapper().readTree(line).get("spammer_score").asDouble())
                    .isLessThan(0.05);
        }
    }

    @Test
    void answersThatCannotBeReadAreAskedOnceMoreAndThenMissing() throws IOException {
        List<String> questions = new ArrayList<>();
        ScriptedJudge judge = new ScriptedJudge(AnnotateCommandTest::truth, 0, false);
        try (ScriptedServer server = new ScriptedServer((request, call) -> {
            JsonNode messages = request.get("messages");
            int item = Integer.parseInt(
                    ScriptedJudge.text(messages.get(1).path("content").asText()).split(" ", -1)[2]);
            synchronized (questions) {
                questions.add(messages.get(messages.size() - 1).path("content").asText());
            }
            if (item == 0 || (item == 1 && messages.size() == 2)) {
                return Answer.text("Z, I suppose");
            }
            return judge.answer(request, call);
        })) {
            assertThat(annotate(task("unreadable.yaml", server.base(), ""), "unreadable", "--limit", "3"))
                    .as(err)
                    .isZero();
        }
        Map<String, String> labels = labels("unreadable");
        assertThat(labels)
                .doesNotContainKey("1 small/wording-1")
                .containsEntry("2 small/wording-1", "tool")
                .containsEntry("3 small/wording-2", "animal");
        assertThat(out).contains("small/wording-1       2        1");
        assertThat(questions.stream()
                        .filter(text -> text.startsWith("Answer with one letter"))
                        .count())
                .isGreaterThanOrEqualTo(4);
        // Without log-probabilities, 5 samples say the same: (5 + 1/3) / 6.
        JsonNode line = new ObjectMapper()
                .readTree(Files.readAllLines(folder.resolve("unreadable").resolve("probabilities.jsonl"))
                        .get(0));
        assertThat(line.at("/probabilities/tool").asDouble()).isCloseTo(16 / 18.0, within(1e-6));
    }

    @Test
    void aSpentBudgetStopsAndContinues() throws IOException {
        ScriptedJudge judge = new ScriptedJudge(AnnotateCommandTest::truth, 0.2, true);
        try (ScriptedServer server = new ScriptedServer(judge)) {
            Path whole = task("budget.yaml", server.base(), "");
            assertThat(annotate(whole, "whole")).as(err).isZero();
            int calls = server.calls();
            Path little = task("little.yaml", server.base(), ", budget: {calls: 250}");
            assertThat(annotate(little, "parts")).isEqualTo(75);
            assertThat(err).contains("budget.calls").contains("250 of small");
            assertThat(server.calls()).isEqualTo(calls + 250);
            assertThat(folder.resolve("parts").resolve("annotations.csv")).doesNotExist();
            assertThat(annotate(whole, "parts")).as(err).isZero();
            assertThat(server.calls()).isEqualTo(2 * calls);
        }
        for (String name : List.of("annotations.csv", "probabilities.jsonl")) {
            assertThat(folder.resolve("parts").resolve(name))
                    .hasSameTextualContentAs(folder.resolve("whole").resolve(name));
        }
    }

    /**
     * The answers were recorded from a server in another language, for 40 questions to a bank. Their hashes are those of today's requests,
     * so answers that people have paid for are not asked again.
     */
    @Test
    void recordedAnswersAreReplayed() throws IOException {
        Path replay = folder.resolve("replay");
        Files.createDirectories(replay);
        for (String name : List.of("texts.csv", "task.yaml", "answers.jsonl", "annotations.csv")) {
            try (InputStream recorded =
                    AnnotationTask.class.getResourceAsStream("/io/winnow/trainer/annotate/replay/" + name)) {
                Files.copy(
                        recorded,
                        name.equals("annotations.csv") ? folder.resolve("expected.csv") : replay.resolve(name));
            }
        }
        String[] command = {
            "annotate",
            replay.resolve("texts.csv").toString(),
            "--task",
            replay.resolve("task.yaml").toString(),
            "--output",
            replay.toString(),
            "--answers",
            "replay"
        };
        assertThat(winnow(command)).as(err).isZero();
        assertThat(replay.resolve("annotations.csv")).hasSameTextualContentAs(folder.resolve("expected.csv"));
        Files.writeString(replay.resolve("texts.csv"), "text\nA text that was not asked about\n");
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("item 1 by fake/wording-1", "--answers live");
    }

    @Test
    void aStandInNeedsNoServer() throws IOException {
        Path texts = Files.writeString(
                folder.resolve("few.csv"),
                "key,text\nq1,my card was stolen yesterday\nq2,how many dollars for a euro\n");
        Path task = Files.writeString(folder.resolve("stand-in.yaml"), """
                instruction: What is it?
                key: key
                labels:
                  - {label: stolen, description: a card was stolen}
                  - {label: rate, description: the exchange rate of currencies}
                annotators: [{kind: zero_shot}]
                """);
        Path output = folder.resolve("stand-in");
        assertThat(winnow("annotate", texts.toString(), "--task", task.toString(), "--output", output.toString()))
                .as(err)
                .isZero();
        assertThat(Files.readAllLines(output.resolve("annotations.csv")))
                .containsExactly("key,annotator,label", "q1,zero-shot,stolen", "q2,zero-shot,rate");
        assertThat(output.resolve("answers.jsonl")).doesNotExist();
        assertThat(out).contains("No language model was asked");
        Path foreign = folder.resolve("foreign");
        Files.createDirectories(foreign);
        Files.writeString(foreign.resolve("annotations.csv"), "key,annotator,label\n");
        assertThat(winnow("annotate", texts.toString(), "--task", task.toString(), "--output", foreign.toString()))
                .isEqualTo(2);
        assertThat(err).contains("no annotate.json");
    }

    @Test
    void imagesAreSentAsPngFiles() throws IOException {
        List<String> sizes = new ArrayList<>();
        try (ScriptedServer server = new ScriptedServer((request, call) -> {
            String address = request.at("/messages/1/content/1/image_url/url").asText();
            byte[] png = Base64.getDecoder().decode(address.substring(address.indexOf(',') + 1));
            try {
                BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
                synchronized (sizes) {
                    sizes.add(image.getWidth() + "x" + image.getHeight());
                }
                int green = image.getRGB(0, 0) >> 8 & 0xff;
                String question = request.at("/messages/1/content/0/text").asText();
                return Answer.text(ScriptedJudge.options(question).get(green > 127 ? "green" : "dark"));
            } catch (IOException e) {
                return Answer.of(400, "no image");
            }
        })) {
            Path images = folder.resolve("images");
            for (String name : List.of("a", "b")) {
                BufferedImage image = new BufferedImage(40, 20, BufferedImage.TYPE_INT_RGB);
                image.setRGB(
                        0,
                        0,
                        40,
                        20,
                        Collections.nCopies(800, name.equals("a") ? 0x00ff00 : 0).stream()
                                .mapToInt(rgb -> rgb)
                                .toArray(),
                        0,
                        40);
                Files.createDirectories(images.resolve(name));
                ImageIO.write(
                        image, "png", images.resolve(name).resolve("x.png").toFile());
            }
            Path task = Files.writeString(folder.resolve("images.yaml"), """
                    instruction: Which colour?
                    labels: [{label: green}, {label: dark}]
                    image_pixels: 20
                    annotators:
                      - {kind: language_model, certainty: samples, endpoint: {base: "%s", model: eyes}}
                    """.formatted(server.base()));
            Path output = folder.resolve("seen");
            assertThat(winnow("annotate", images.toString(), "--task", task.toString(), "--output", output.toString()))
                    .as(err)
                    .isZero();
            assertThat(Files.readAllLines(output.resolve("annotations.csv")))
                    .contains("a/x.png,eyes/wording-1,green", "b/x.png,eyes/wording-2,dark");
            assertThat(sizes).containsOnly("20x10");
            assertThat(Files.readString(output.resolve("annotate.json"))).contains("\"given_labels_shown\" : false");
            // With --show-label, the questions differ by the given label alone, which is the name of the folder.
            String[] dry = {
                "annotate",
                images.toString(),
                "--task",
                task.toString(),
                "--output",
                folder.resolve("dry-1").toString(),
                "--dry-run"
            };
            assertThat(winnow(dry)).as(err).isZero();
            String hidden = out;
            String given = "\nIt was given the label 'b', which may be wrong.";
            assertThat(winnow(Stream.concat(Stream.of(dry), Stream.of("--show-label"))
                            .toArray(String[]::new)))
                    .as(err)
                    .isZero();
            assertThat(hidden).doesNotContain("It was given");
            assertThat(out).contains(given);
            // The number of tokens, on the last line, differs as well.
            assertThat(out.replaceAll("\\R *It was given the label '[ab]', which may be wrong[.]", "")
                            .lines()
                            .filter(line -> !line.startsWith("At least")))
                    .containsExactlyElementsOf(hidden.lines()
                            .filter(line -> !line.startsWith("At least"))
                            .toList());
            // Servers that draw one answer at a time are asked for each of the five samples.
            assertThat(server.calls()).isEqualTo(2 * 2 * 5);
        }
    }

    @Test
    void aDryRunAsksNothing() throws IOException {
        try (ScriptedServer server = new ScriptedServer((request, call) -> Answer.text("A"))) {
            assertThat(annotate(task("dry.yaml", server.base(), ""), "dry", "--dry-run"))
                    .as(err)
                    .isZero();
            assertThat(server.calls()).isZero();
        }
        assertThat(out)
                .contains("question 3", "<text>\nitem number 2 {labels}\n</text>", "At least 600 calls")
                .doesNotContain("question 4", "tool\nitem");
        assertThat(folder.resolve("dry")).doesNotExist();
    }

    @Test
    void labelsOfAFileOfTextsAreNotShown() throws IOException {
        assertThat(annotate(task("shown.yaml", "http://localhost:1", ""), "shown", "--dry-run", "--show-label"))
                .isEqualTo(2);
        assertThat(err).contains("--show-label needs labels", "Name a run or a configuration");
    }

    @Test
    void dataLeaveTheMachineOnlyWithConsent() throws IOException {
        Path remote = task("remote.yaml", "https://models.example.org/v1", "");
        assertThat(annotate(remote, "remote")).isEqualTo(2);
        assertThat(err).contains("300 texts will be sent to models.example.org").contains("--yes");
    }

    @Test
    void mistakesInATaskAreReported() throws IOException {
        Path wording = Files.writeString(folder.resolve("wrong.txt"), "Which of {lables} is {text}?");
        Path task = task("wrong.yaml", "http://localhost:1/v1", "");
        Files.writeString(task, Files.readString(task) + "templates: [wrong.txt]\n");
        assertThat(annotate(task, "wrong")).isEqualTo(2);
        assertThat(err).contains(wording.getFileName().toString(), "{lables}", "Did you mean {labels}?");
        assertThat(annotate(task, "wrong", "--set", "labels=[{label: a}]", "--set", "annotators=[]", "--set", "sede=1"))
                .isEqualTo(2);
        assertThat(err).contains("at least two", "at least one annotator", "did you mean 'seed'");
        assertThat(annotate(task, "wrong", "--set", "templates=[]", "--set", "labels=[{label: a_b}, {label: a b}]"))
                .isEqualTo(2);
        assertThat(err).contains("'a b' in words");
        assertThat(annotate(task, "wrong", "--set", "templates=[]", "--set", "inputs=[txt]"))
                .isEqualTo(2);
        assertThat(err).contains("txt");
    }
}
