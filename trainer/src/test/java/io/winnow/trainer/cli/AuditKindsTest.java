package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audits of rows whose labels are of every kind, from the command line to corrections and what they gain. */
class AuditKindsTest {
    private static final int ROWS = 80;

    @TempDir
    static Path folder;

    private static Path records;

    /** Two groups of rows. The row r7 has the labels of the other group. */
    @BeforeAll
    static void write() throws IOException {
        StringBuilder csv = new StringBuilder("key,first,second,kind,tags,level,amount,v1,v2\n");
        Random random = new Random(5);
        for (int i = 0; i < ROWS; i++) {
            boolean high = i % 2 == 0;
            boolean said = (i == 7) != high;
            csv.append(String.format(
                    Locale.ROOT,
                    "r%d,%.3f,%.3f,%s,%s,%s,%.2f,%s,%s%n",
                    i,
                    (high ? 2 : -2) + random.nextGaussian() / 2,
                    (high ? 2 : -2) + random.nextGaussian() / 2,
                    said ? "1" : "0",
                    said ? "big|red" : "small",
                    said ? "high" : "low",
                    (said ? 50 : 10) + random.nextGaussian(),
                    said ? "big" : "small",
                    said ? "big" : "small"));
        }
        records = Files.writeString(folder.resolve("records.csv"), csv);
    }

    private static String train(String name, String labels) throws IOException {
        Path config = Files.writeString(folder.resolve(name + ".yaml"), """
                recipe:
                  kind: supervised
                  data:
                    kind: rows
                    file: %s
                    key: key
                    columns: [first, second]
                    labels: {answer: %s}
                    split: {shares: {train: 0.8, validation: 0, test: 0.2}}
                  classify:
                    encoder: {kind: row_mlp}
                    training: {duration: {steps: 30}, batch_size: 16, optimizer: {kind: adamw, learning_rate: 0.01}}
                  frozen: {enabled: false}
                """.formatted(records, labels));
        Path runs = folder.resolve("runs");
        CommandRun trained = CommandRun.of("train", config.toString(), "--run-dir", runs.toString(), "--name", name);
        assertThat(trained.code()).as(trained.err()).isZero();
        return runs.resolve(name).toString();
    }

    private static List<String> audited(String run, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("audit", run, "--folds", "4", "--neighbours", "10"));
        arguments.addAll(List.of(more));
        CommandRun audit = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(audit.code()).as(audit.err()).isZero();
        assertThat(audit.out()).contains("Wrote labels.csv, labels.jsonl and audit.html");
        assertThat(Path.of(run, "audit/audit.html"))
                .content()
                .contains("first: ")
                .doesNotContain("\"DATA\"");
        return Files.readAllLines(Path.of(run, "audit/labels.csv"));
    }

    @Test
    void sets() throws IOException {
        String run = train("sets", "{kind: multi, column: tags, separator: '|', unlisted: negative}");
        List<String> lines = audited(run);
        assertThat(lines.get(0))
                .isEqualTo("key,index,list,class,given,suggested,confidence,confident,kernel,neighbours,mean");
        assertThat(lines.get(1)).startsWith("r7,").contains(",missing,");
        assertThat(lines.stream().filter(line -> line.contains(",wrong,")).findFirst())
                .hasValueSatisfying(line -> assertThat(line).startsWith("r7,"));
        CommandRun opinion = CommandRun.of("audit", run, "--opinion", records.toString());
        assertThat(opinion.code()).isEqualTo(2);
        assertThat(opinion.err()).contains("--opinion has no effect here. Only labels of one class each");

        Path corrections = Files.writeString(
                folder.resolve("sets.csv"), "key,given,corrected\nr7,big|red,small\nr6,red|big,big\n");
        Path output = folder.resolve("corrected.csv");
        CommandRun applied = CommandRun.of(
                "audit",
                "apply",
                records.toString(),
                corrections.toString(),
                "--label-column",
                "tags",
                "--output",
                output.toString());
        assertThat(applied.code()).as(applied.err()).isZero();
        List<String> before = Files.readAllLines(records);
        List<String> after = Files.readAllLines(output);
        for (int i = 0; i < before.size(); i++) {
            String expected = i == 8
                    ? before.get(i).replace("big|red", "small")
                    : i == 7 ? before.get(i).replace("big|red", "big") : before.get(i);
            assertThat(after.get(i)).isEqualTo(expected);
        }
    }

    @Test
    void levelsAndNumbers() throws IOException {
        String levels = train("levels", "{kind: ordinal, column: level, levels: [low, high]}");
        List<String> ranked = audited(levels, "--tasks");
        assertThat(ranked.get(0))
                .isEqualTo("key,index,given,suggested,surprisal,confidence,predicted,kernel,neighbours,mean");
        assertThat(ranked.get(1)).startsWith("r7,").contains(",high,low,");
        assertThat(Path.of(levels, "audit/tasks/answers.csv")).content().contains("r7");
        CommandRun wrong = CommandRun.of("audit", levels, "--by", "confident");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("--by confident is for labels of classes")
                .contains("kernel, neighbours, mean");

        String numbers = train("numbers", "{kind: number, column: amount}");
        CommandRun tasks = CommandRun.of("audit", numbers, "--tasks");
        assertThat(tasks.code()).isEqualTo(2);
        assertThat(tasks.err())
                .contains("--tasks is for labels that are classes")
                .contains("are numbers");
        List<String> lines = audited(numbers, "--by", "neighbours");
        assertThat(lines.get(0)).isEqualTo("key,index,given,suggested,residual,predicted,kernel,neighbours,mean");
        assertThat(lines.get(1)).startsWith("r7,");
        assertThat(labelNoise("numbers", numbers).get("needs").asText()).contains("one class for each item");
        assertThat(Double.parseDouble(lines.get(1).split(",", -1)[3])).isBetween(8.0, 12.0);
    }

    /** Several numbers are audited one by one, as the message says: it is taken at its word. */
    @Test
    void numbersOfSeveralColumns() throws IOException {
        String run = train("several-numbers", "{kind: number, columns: [amount, first]}");
        CommandRun refused = CommandRun.of("audit", run);
        assertThat(refused.code()).isEqualTo(2);
        Matcher said = Pattern.compile("add (--accept-changed-data),.* and (--set) '(.*)'")
                .matcher(refused.err());
        assertThat(said.find()).as(refused.err()).isTrue();
        List<String> lines = audited(run, said.group(1), said.group(2), said.group(3));
        assertThat(lines.get(1)).startsWith("r7,7,");
    }

    @Test
    void votes() throws IOException {
        String run = train("votes", "{kind: votes, columns: [v1, v2]}");
        assertThat(audited(run).get(1)).startsWith("r7,").contains(",big 1.00,small,");
    }

    /** Of ten random examples, the answers say that three labels are wrong. The words are right for all kinds; the others are of each kind. */
    @Test
    void randomExamplesOfAnyKindAreChecked() throws IOException {
        checked("check-level", "{kind: ordinal, column: level, levels: [low, high]}", "low", "high", "mid", "no class");
        checked(
                "check-tags",
                "{kind: multi, column: tags, separator: '|', unlisted: negative}",
                "small",
                "red|big",
                "big|blue",
                "no class");
        checked("check-amount", "{kind: number, column: amount}", "1e9", "-1", "1,5", "no number");
        checked("check-votes", "{kind: votes, columns: [v1, v2]}", "wrong", "Wrong", "big", "neither right nor wrong");
    }

    private void checked(String name, String labels, String other, String another, String bad, String message)
            throws IOException {
        String run = train(name, labels);
        assertThat(CommandRun.of("audit", run, "--check", "10").code()).isZero();
        Path sheet = Path.of(run, "audit/check.csv");
        List<String> lines = Files.readAllLines(sheet);
        List<String> answered = new ArrayList<>(List.of(lines.get(0)));
        for (int i = 1; i <= 10; i++) {
            String given = lines.get(i).split(",", -1)[2];
            String wrong = given.equals(other) ? another : other;
            answered.add(lines.get(i)
                    + (i == 1 ? wrong : i < 4 ? "wrong" : i == 4 && !name.endsWith("votes") ? given : "right"));
        }
        Path answers = Files.write(folder.resolve(name + ".csv"), answered);
        CommandRun read = CommandRun.of("audit", run, "--checked", answers.toString());
        assertThat(read.err()).contains("Wrong labels: 3; right labels: 7.").doesNotContain("too few answers");
        assertThat(read.out())
                .contains("According to 10 random examples that were checked, 30.0% of the labels are wrong");
        JsonNode json = new ObjectMapper()
                .readTree(CommandRun.of("audit", run, "--checked", answers.toString(), "--json")
                        .out());
        assertThat(json.get("wrong_share").get("estimate").asDouble()).isEqualTo(0.3);
        answered.set(2, lines.get(2) + '"' + bad + '"');
        Files.write(answers, answered);
        CommandRun refused = CommandRun.of("audit", run, "--checked", answers.toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("line 3: the answer '" + bad + "' is " + message);
    }

    /** Returns the part of a report that shows the audit of a run. */
    private static JsonNode labelNoise(String config, String run) throws IOException {
        Path output = folder.resolve("report");
        CommandRun report = CommandRun.of(
                "data",
                "report",
                folder.resolve(config + ".yaml").toString(),
                "--run",
                run,
                "--only",
                "label_noise",
                "--output",
                output.toString());
        assertThat(report.code()).as(report.err()).isZero();
        return new ObjectMapper()
                .readTree(output.resolve("report.json").toFile())
                .at("/parts/label_noise");
    }

    /** Keys alone do not tell whether labels were audited: the label must be the same. */
    @Test
    void aReportShowsTheAuditOfItsOwnLabels() throws IOException {
        String run = train("reported", "{kind: class, column: kind, rename: {'0': low, '1': high}}");
        audited(run);
        JsonNode own = labelNoise("reported", run);
        assertThat(own.get("labels").asInt()).isEqualTo(ROWS * 8 / 10);
        assertThat(own.get("other_labels").asInt()).isZero();

        Path file = Path.of(run, "audit/labels.csv");
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.replaceAll(line -> line.replaceFirst("^r7,(\\d+),high", "r7,$1,low"));
        Files.write(file, lines);
        JsonNode one = labelNoise("reported", run);
        assertThat(one.get("labels").asInt()).isEqualTo(own.get("labels").asInt() - 1);
        assertThat(one.get("other_labels").asInt()).isEqualTo(1);

        lines.replaceAll(line -> line.replaceFirst("^r", "s"));
        Files.write(file, lines);
        assertThat(labelNoise("reported", run).get("needs").asText()).startsWith("None of the ");
    }

    /** An empty corrected label takes the example out of the training: the constant baseline has the shares of the labels that are left. */
    @Test
    void examplesThatAreLeftOutAreNotTrainedOn() throws IOException {
        String run = train("left-out", "{kind: class, column: kind, rename: {'0': low, '1': high}}");
        List<String> training = audited(run).stream()
                .skip(1)
                .filter(line -> !line.split(",", -1)[3].isEmpty())
                .toList();
        int high = (int) training.stream()
                .filter(line -> line.split(",", -1)[2].equals("high"))
                .count();
        // r7 is the only row of the other group that has this label, and half of all rows have each label.
        int testHigh = ROWS / 2 + 1 - high;
        assertThat(training).hasSize(64);
        Path corrections = Files.writeString(folder.resolve("left-out.csv"), "key,given,corrected\nr6,high,\n");
        CommandRun gain = CommandRun.of(
                "audit", run, "--gain", corrections.toString(), "--seeds", "2", "--set", "recipe.frozen.enabled=true");
        assertThat(gain.code()).as(gain.err()).isZero();
        assertThat(constant(run, "given")).isCloseTo(nll(high / 64.0, testHigh / 16.0), within(1e-6));
        assertThat(constant(run, "corrected")).isCloseTo(nll((high - 1) / 63.0, testHigh / 16.0), within(1e-6));
    }

    private static double nll(double share, double of) {
        return -of * Math.log(share) - (1 - of) * Math.log(1 - share);
    }

    private static double constant(String run, String kind) throws IOException {
        return new ObjectMapper()
                .readTree(Path.of(run, "audit/gain", kind + "-1", "result.json").toFile())
                .get("baselines")
                .get("constant")
                .get("nll")
                .asDouble();
    }

    /** Both trainings have the same test rows with the labels as they are; only training labels are corrected. */
    @Test
    void correctionsGainWhatTheyGain() throws IOException {
        String run = train("classes", "{kind: class, column: kind, rename: {'0': low, '1': high}}");
        Path corrections = Files.writeString(
                folder.resolve("classes.csv"),
                "key,given,suggested,decision,corrected\nr7,high,low,accepted,low\nr6,high,low,dismissed,high\n");
        String[] command = {"audit", run, "--gain", corrections.toString(), "--seeds", "2", "--json"};
        CommandRun gain = CommandRun.of(command);
        assertThat(gain.code()).as(gain.err()).isZero();
        JsonNode found = new ObjectMapper().readTree(gain.out());
        assertThat(found.get("test_examples").asInt()).isEqualTo(16);
        JsonNode nll = found.get("metrics").get("nll");
        assertThat(nll.get("pairs").asInt()).isEqualTo(2);
        assertThat(nll.get("difference").asDouble())
                .isNotZero()
                .isCloseTo(nll.get("second").asDouble() - nll.get("first").asDouble(), within(1e-12));
        // The training on given labels with the seed of the run is the run itself.
        JsonNode own = new ObjectMapper().readTree(Path.of(run, "result.json").toFile());
        JsonNode given = new ObjectMapper()
                .readTree(Path.of(run, "audit/gain/given-1/result.json").toFile());
        assertThat(given.get("metrics").get("nll")).isEqualTo(own.get("metrics").get("nll"));
        // A second call repeats nothing.
        CommandRun again = CommandRun.of(command);
        assertThat(again.out()).isEqualTo(gain.out());
        assertThat(again.err()).doesNotContain("steps");

        Files.writeString(corrections, "key,given,corrected\nr7,high,lwo\n");
        CommandRun other = CommandRun.of(command);
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("has trainings on other corrections");
        String[] elsewhere = {
            "audit",
            run,
            "--gain",
            corrections.toString(),
            "--output",
            folder.resolve("other").toString()
        };
        assertThat(CommandRun.of(elsewhere).err()).contains("'lwo' occurs nowhere in the training labels");
        Files.writeString(corrections, "key,given,corrected\nr7,low,high\n");
        elsewhere[5] = folder.resolve("third").toString();
        assertThat(CommandRun.of(elsewhere).err()).contains("changes no training label of");
        assertThat(folder.resolve("third/gain/given-1")).doesNotExist();
        CommandRun mixed = CommandRun.of("audit", run, "--gain", corrections.toString(), "--top", "3");
        assertThat(mixed.code()).isEqualTo(2);

        CommandRun applied = CommandRun.of(
                "audit",
                "apply",
                records.toString(),
                Files.writeString(corrections, "key,given,corrected\nr7,high,low\n")
                        .toString(),
                "--label-column",
                "kind",
                "--rename",
                "0=low",
                "--rename",
                "1=high",
                "--output",
                folder.resolve("renamed.csv").toString());
        assertThat(applied.code()).as(applied.err()).isZero();
        assertThat(Files.readAllLines(folder.resolve("renamed.csv")).get(8)).contains(",0,big|red,");
    }
}
