package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The commands of the labelling loop on short texts, which the encoder that comes with Winnow reads. */
class LoopCommandTest extends OnCommandLine {
    private static final List<String> SUBJECTS = List.of("my card", "the transfer", "our account", "her payment");
    private static String project;
    private static Path texts;

    @BeforeAll
    static void init() throws IOException {
        List<String> lines = new ArrayList<>(List.of("text,label"));
        for (String subject : SUBJECTS) {
            for (String word : List.of("today", "again", "in town", "abroad", "since May")) {
                lines.add("Where is " + subject + " " + word + "?,question");
                lines.add("Thank you for " + subject + " " + word + "!,thanks");
            }
        }
        lines.add(lines.get(1));
        texts = Files.write(folder.resolve("texts.csv"), lines);
        Files.writeString(folder.resolve("classes.txt"), "question\nthanks\n");
        project = folder.resolve("p").toString();
        assertThat(init(project, "--test", "10", "--set", "batch=6")).as(err).isZero();
        assertThat(out).contains("40 different items").endsWith("10 test items." + System.lineSeparator());
        assertThat(err).contains("Left out 1 text that repeats an earlier one");
    }

    private static int init(String where, String... more) {
        return init(folder.resolve("classes.txt"), where, more);
    }

    private static int init(Path classes, String where, String... more) {
        List<String> all = new ArrayList<>(List.of("loop", "init", texts.toString(), "--encoder", "all-MiniLM-L6-v2"));
        all.addAll(List.of("--classes", classes.toString(), "--project", where, "--device", "cpu"));
        all.addAll(List.of(more));
        return winnow(all.toArray(String[]::new));
    }

    @Test
    void classesMayComeFromAnyEditor() throws IOException {
        Path classes = folder.resolve("others.txt");
        Files.writeString(classes, "\uFEFFquestion\r\nthanks\r\nThanks\r\n");
        assertThat(init(classes, folder.resolve("others").toString(), "--test", "2"))
                .as(err)
                .isZero();
        assertThat(err)
                .contains("others.txt has classes whose names differ only")
                .contains("Thanks, thanks");
        assertThat(folder.resolve("others/classes.txt")).hasContent("question\nthanks\nThanks\n");
        Files.write(classes, new byte[] {'a', '\n', (byte) 0xDC, 'b', '\n'});
        assertThat(init(classes, folder.resolve("latin").toString(), "--test", "2"))
                .isEqualTo(2);
        assertThat(err).contains("others.txt, line 2: is not UTF-8 text");
    }

    /** The vectors of many items take hours, so options that cannot be right are refused before. */
    @Test
    void wrongOptionsAreRefusedBeforeAnyVectorIsComputed() {
        String where = folder.resolve("wrong").toString();
        assertThat(init(where, "--set", "positive=nothing")).isEqualTo(2);
        assertThat(err)
                .contains("The rare class 'nothing' is not among the classes")
                .doesNotContain("Computing");
        assertThat(init(where, "--test", "-1")).isEqualTo(2);
        assertThat(err).contains("--test must be at least 0, found -1").doesNotContain("Computing");
        assertThat(folder.resolve("wrong")).doesNotExist();
    }

    /** Fills in the answers of a round. */
    private static String answer(int round) throws IOException {
        Path file = Path.of(project, "rounds", "00" + round, "answers.csv");
        List<String> filled = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String label = line.contains("Thank") ? "thanks" : "question";
            filled.add(line.startsWith("id,") ? line : line.replaceAll(",,,$", "," + label + ",,"));
        }
        return Files.write(folder.resolve("filled.csv"), filled).toString();
    }

    @Test
    void aPersonGoesThroughARound() throws IOException {
        assertThat(init(project)).isEqualTo(2);
        assertThat(err).contains("holds a project already");
        assertThat(winnow("loop", "train", project)).isEqualTo(2);
        assertThat(winnow("loop", "import", project, answer(0), "--annotator", "ann"))
                .as(err)
                .isZero();
        assertThat(out).contains("10 new answers, 0 changed, 0 known already, 0 refused");
        assertThat(winnow("loop", "select", project, "--by", "margn")).isEqualTo(2);
        assertThat(err).contains("Did you mean 'margin'?");
        assertThat(winnow("loop", "select", project)).as(err).isZero();
        assertThat(err).contains("There is no model yet");
        assertThat(winnow("loop", "select", project)).isEqualTo(2);
        assertThat(err).contains("Round 1 is still open: 6 items have no answer");
        assertThat(winnow("loop", "import", project, answer(1))).as(err).isZero();
        assertThat(winnow("loop", "import", project, answer(1))).as(err).isZero();
        assertThat(out).contains("0 new answers, 0 changed, 6 known already");
        Path wrong = Files.writeString(folder.resolve("wrong.csv"), "id,label\nnobody,thanks\n");
        assertThat(winnow("loop", "import", project, wrong.toString())).isEqualTo(Winnow.FAILED);
        assertThat(err).contains("there is no item 'nobody'");
        assertThat(winnow("loop", "train", project, "--json")).as(err).isZero();
        assertThat(new ObjectMapper().readTree(out).at("/accuracy/size").asInt())
                .isEqualTo(10);
        // The vectors are not under version control; they are computed again.
        Files.delete(Path.of(project, "cache", "vectors.npy"));
        assertThat(winnow("loop", "select", project, "--by", "badge", "--count", "3"))
                .as(err)
                .isZero();
        assertThat(winnow("loop", "status", project)).isZero();
        assertThat(out)
                .contains("items 40, answered 16")
                .contains("annotator ann: 10")
                .contains("round 2: 3 without an answer")
                .contains("round 1: trained on 6 labels, test accuracy");
        assertThat(winnow("loop", "status", folder.toString())).isEqualTo(2);
    }

    @Test
    void strategiesAreComparedOnKnownLabels() throws IOException {
        Path curves = folder.resolve("curves");
        String[] command = {
            "loop",
            "run",
            project,
            "--simulate",
            texts.toString(),
            "--output",
            curves.toString(),
            "--compare",
            "random,margin",
            "--rounds",
            "2",
            "--count",
            "6",
            "--seeds",
            "2"
        };
        assertThat(winnow(command)).as(err).isZero();
        assertThat(out.lines().toList()).hasSize(3);
        assertThat(Files.readAllLines(curves.resolve("curves.csv"))).hasSize(9);
        assertThat(Files.readString(curves.resolve("curves.html")))
                .contains("A pool of 30 items and 10 test items with 2 classes");
        command[8] = "random,highest";
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("looks for a rare class");

        // As if the command ran in another folder than `loop init` did.
        Path settings = Path.of(project, "loop.yaml");
        String before = Files.readString(settings);
        Files.writeString(settings, before.replace("encoder: all-MiniLM-L6-v2", "encoder: runs/moco"));
        assertThat(winnow("loop", "train", project)).isEqualTo(2);
        assertThat(err).contains("no file or folder runs/moco").contains("The paths in loop.yaml are relative");
        Files.writeString(settings, before);

        // Of the test items, whose labels are changed, none is of the rare class.
        Files.writeString(settings, before + "\npositive: thanks\n");
        List<String> test = Files.readAllLines(Path.of(project, "test.csv"));
        List<String> labels = new ArrayList<>(List.of("id,label"));
        for (String line : Files.readAllLines(Path.of(project, "items.jsonl"))) {
            String id = new ObjectMapper().readTree(line).get("id").asText();
            boolean rare = !test.contains(id) && line.contains("Thank");
            labels.add(id + "," + (rare ? "thanks" : "question"));
        }
        command[4] = Files.write(folder.resolve("rare.csv"), labels).toString();
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("None of the 10 test items is of the rare class thanks");
        Files.writeString(settings, before);
    }
}
