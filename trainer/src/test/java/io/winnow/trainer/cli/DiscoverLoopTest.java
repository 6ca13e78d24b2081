package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Classes are found, asked about and named in rounds: of texts about four subjects, two have names. */
class DiscoverLoopTest extends OnCommandLine {
    private static final Map<String, List<String>> SUBJECTS = Map.of(
            "weather", List.of("rain", "snow", "wind", "sunshine"),
            "food", List.of("bread", "soup", "cheese", "apples"),
            "money", List.of("my salary", "the bank loan", "taxes", "the invoice"),
            "football", List.of("the goalkeeper", "a penalty kick", "the football match", "the striker"));

    private static final String CONFIG = """
            device: cpu
            logging: {tensorboard: false}
            recipe:
              kind: discover
              data:
                kind: texts
                train: %s
                test: %s
                inputs: [text]
                labels: {subject: {kind: class}}
              unlabelled: "?"
              classes: 4
              starts: 1
              discover:
                training: {duration: {epochs: 20}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.1}}
            """;

    @Test
    void namesAreMappedToTheClassesThatWereFound() throws IOException {
        Map<String, String> subjectOf = new TreeMap<>();
        List<String> lines = new ArrayList<>(List.of("text,subject"));
        List<String> labelled = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            for (String when : List.of("today", "again", "every week")) {
                for (Map.Entry<String, List<String>> subject : new TreeMap<>(SUBJECTS).entrySet()) {
                    String text = "We talk about " + subject.getValue().get(i) + " " + when;
                    subjectOf.put(text, subject.getKey());
                    boolean named = List.of("food", "weather").contains(subject.getKey()) && i < 2;
                    // Some labels are missing, and others stand for a missing one.
                    lines.add(text + "," + (named ? subject.getKey() : i < 3 ? "?" : ""));
                    if (named) {
                        labelled.add(text);
                    }
                }
            }
        }
        Path texts = Files.write(folder.resolve("texts.csv"), lines);
        Path config = Files.writeString(folder.resolve("first.yaml"), CONFIG.formatted(texts, texts));
        succeed("train", config.toString(), "--run-dir", folder.toString(), "--name", "first");
        Path classes = Files.writeString(folder.resolve("classes.txt"), "food\nweather\n");
        String project = folder.resolve("project").toString();
        succeed(
                "loop",
                "init",
                texts.toString(),
                "--encoder",
                "all-MiniLM-L6-v2",
                "--classes",
                classes.toString(),
                "--project",
                project,
                "--test",
                "0",
                "--set",
                "open=true",
                "--set",
                "random_share=0");
        assertThat(winnow("loop", "select", project, "--run", run("first"), "--by", "novel-margins"))
                .isEqualTo(2);
        assertThat(err).contains("Did you mean 'novel-margin'?");
        succeed("loop", "select", project, "--run", folder.resolve("first").toString(), "--count", "6");
        Map<String, String> found = classes("first", lines);
        Path round = Path.of(project, "rounds", "001");
        List<String> selected = Files.readAllLines(round.resolve("selected.csv"));
        assertThat(selected)
                .hasSize(7)
                .filteredOn(line -> line.contains(",novel-adaptive,"))
                .hasSize(6);
        assertThat(selected).filteredOn(line -> line.contains(",new-1,")).hasSize(3);
        assertThat(selected).filteredOn(line -> line.contains(",new-2,")).hasSize(3);

        List<String> answers = new ArrayList<>(List.of("id,label"));
        List<String> asked = new ArrayList<>();
        for (String line : Files.readAllLines(round.resolve("answers.csv"))) {
            subjectOf.forEach((text, subject) -> {
                if (line.contains(text + ",")) {
                    answers.add(line.substring(0, line.indexOf(',')) + "," + subject);
                    asked.add(text);
                }
            });
        }
        assertThat(answers).hasSize(7);
        assertThat(asked).doesNotContainAnyElementsOf(labelled);
        succeed(
                "loop",
                "import",
                project,
                Files.write(folder.resolve("filled.csv"), answers).toString(),
                "--add-classes");

        succeed(
                "train",
                config.toString(),
                "--run-dir",
                folder.toString(),
                "--name",
                "second",
                "--set",
                "recipe.answers=" + project,
                "--set",
                "recipe.continues=" + folder.resolve("first"),
                "--set",
                "recipe.discover.training.duration.epochs=2");
        requireAnswersOfTheTraining(Path.of(project), asked);
        requireScopes(project, lines);
        Path stage = folder.resolve("second/stages/3-discover");
        List<String> mapping = Files.readAllLines(stage.resolve("mapping.csv"));
        assertThat(mapping.get(0)).isEqualTo("class,before,examples,votes");
        Map<String, String> named = classes("second", lines);
        assertThat(mapping).hasSizeBetween(2, 3);
        for (String line : mapping.subList(1, mapping.size())) {
            String[] cells = line.split(",", -1);
            List<String> own = asked.stream()
                    .filter(each -> subjectOf.get(each).equals(cells[0]))
                    .toList();
            assertThat(own).as(line).hasSize(Integer.parseInt(cells[2]));
            assertThat(own).filteredOn(each -> found.get(each).equals(cells[1])).hasSize(Integer.parseInt(cells[3]));
            // What had a number has the name now.
            assertThat(own).extracting(named::get).containsOnly(cells[0]);
            assertThat(named.values()).doesNotContain(cells[1]);
        }
        long kept = found.keySet().stream()
                .filter(each -> !found.get(each).startsWith("new-"))
                .filter(each -> found.get(each).equals(named.get(each)))
                .count();
        long old =
                found.values().stream().filter(each -> !each.startsWith("new-")).count();
        assertThat((double) kept / old).isGreaterThan(0.8);

        assertThat(winnow(
                        "train",
                        config.toString(),
                        "--run-dir",
                        folder.toString(),
                        "--name",
                        "wrong",
                        "--set",
                        "recipe.continues=" + folder.resolve("texts.csv")))
                .isEqualTo(2);
        assertThat(err).contains("not the folder of a run");

        // Nothing is computed with vectors that the earlier network cannot take.
        Path rows = Files.writeString(
                folder.resolve("rows.csv"), "a,b,subject\n1,2,food\n2,1,weather\n3,1,?\n2,4,?\n5,5,?\n");
        Path other = Files.writeString(
                folder.resolve("rows.yaml"),
                CONFIG.replace(
                                        "kind: texts\n    train: %s\n    test: %s\n    inputs: [text]",
                                        "kind: rows\n    file: %s")
                                .formatted(rows)
                        + "  continues: " + folder.resolve("first") + "\n");
        assertThat(winnow("train", other.toString(), "--run-dir", folder.toString(), "--name", "short"))
                .isEqualTo(2);
        assertThat(err).contains("has vectors of length 384, but those of this run have the length 2");
        assertThat(folder.resolve("short/stages")).doesNotExist();
    }

    /** Both new subjects have a name now, so that unnamed classes have no example, but new ones do. */
    private static void requireScopes(String project, List<String> lines) throws IOException {
        Map<String, String> named = classes("second", lines);
        assertThat(named.values()).contains("football", "money");
        // Six answers, of which those about two subjects name classes that were new.
        String result = Files.readString(folder.resolve("second/result.json"));
        assertThat(result).contains("\"answers\" : 6.0", "\"answers_coverage\" : 1.0");
        String run = folder.resolve("second").toString();
        succeed("loop", "select", project, "--run", run, "--count", "4", "--by", "novel-random");
        List<String> chosen = Files.readAllLines(Path.of(project, "rounds", "002", "selected.csv"));
        assertThat(chosen)
                .hasSize(5)
                .filteredOn(line -> line.contains(",novel-random,"))
                .hasSize(4);
        assertThat(chosen).filteredOn(line -> line.contains(",football,")).hasSize(2);
        assertThat(chosen).filteredOn(line -> line.contains(",money,")).hasSize(2);
        succeed("loop", "select", project, "--run", run, "--count", "4", "--among", "unnamed", "--force");
        assertThat(err).contains("4 items belong to old classes");
        assertThat(winnow("loop", "select", project, "--run", run, "--among", "unnamed", "--by", "random"))
                .isEqualTo(2);
        assertThat(err).contains("--among can only be used with rules that ask about new classes");
        assertThat(winnow("loop", "select", project, "--among", "unnamed")).isEqualTo(2);
        assertThat(err).contains("--among was given, but it only has an effect together with --run");
    }

    /** What becomes of the project after the training does not change what an evaluation counts as known. */
    private static void requireAnswersOfTheTraining(Path project, List<String> asked) throws IOException {
        String kept = Files.readString(folder.resolve("second/stages/1-vectors/answers.json"));
        assertThat(kept.lines().filter(line -> line.matches(" *\"train/\\d+\" : \"(food|weather|money|football)\",?")))
                .as(kept)
                .hasSameSizeAs(asked);
        Files.move(project, folder.resolve("elsewhere"));
        succeed("evaluate", folder.resolve("second").toString());
        Files.move(folder.resolve("elsewhere"), project);
    }

    /** The class of each text of the file, by the text: the classes are in the order of the file. */
    private static Map<String, String> classes(String run, List<String> lines) throws IOException {
        Map<String, String> found = new TreeMap<>();
        List<String> classes = Files.readAllLines(folder.resolve(run).resolve("stages/3-discover/classes.csv"));
        assertThat(classes).hasSameSizeAs(lines);
        for (int i = 1; i < lines.size(); i++) {
            found.put(text(lines.get(i)), classes.get(i).split(",", -1)[2]);
        }
        return found;
    }

    private static String text(String line) {
        return line.substring(0, line.indexOf(','));
    }

    private static void succeed(String... arguments) {
        assertThat(winnow(arguments)).as(err).isZero();
    }
}
