package io.winnow.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.labelling.AnswerLines;
import io.winnow.trainer.labelling.LabellingFormats;
import io.winnow.trainer.labelling.ReadingChoices;
import io.winnow.trainer.labelling.ToolAnswers;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.Strategies;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Programs that label in place of people. */
class LabellerTest extends OnProject {
    /** Answers by the number of the item, as {@link #truth} does. */
    private static final String AWK =
            "awk -F'\"' '{ n = $4; gsub(/[^0-9]/, \"\", n); split(\"cat dog bird fish\", c, \" \");"
                    + " print \"{\\\"id\\\": \\\"\" $4 \"\\\", \\\"label\\\": \\\"\" c[n % 4 + 1] \"\\\"}\" }'";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Optional<String> second = Optional.empty();
    private double mostCost = Double.POSITIVE_INFINITY;

    private void run(Project project, String command, int rounds) throws IOException {
        new LabelledRounds(
                        project,
                        new Labeller(project, command),
                        second.map(other -> Labeller.second(project, other)),
                        mostCost,
                        new RoundFiles(project, project.items(), ids -> Map.of()),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .run(vectors.unit(), Optional.empty(), Strategies.find("margin").orElseThrow(), 12, rounds, manager);
    }

    @Test
    void aProgramLabelsRoundAfterRound() throws IOException {
        Project project = project(40, "budget=70");
        run(project, AWK, 5);
        assertThat(out.toString().lines())
                .as("40 test items, and 30 others by the budget")
                .hasSize(3)
                .last()
                .asString()
                .startsWith("round 3: trained on 30 labels, test accuracy");
        assertThat(err.toString()).contains("The budget of 70 answers is used up");
        assertThat(project.answers().current().values())
                .allMatch(each -> each.containsKey("labeller")
                        && each.values().stream()
                                .allMatch(answer -> answer.labels().equals(List.of(truth(answer.id())))));
    }

    @Test
    void answersAreKeptWhenTheProgramFails() throws IOException {
        Project project = project(40);
        Path asked = folder.resolve("asked.txt");
        // Fails after ten answers, in the middle of a line.
        String failing = "tee -a " + asked + " | " + AWK + " | head -c 400; exit 3";
        assertThatThrownBy(() -> run(project, failing, 1))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("the test items");
        int kept = project.answers().current().size();
        assertThat(kept).isBetween(5, 20);
        Files.delete(asked);
        run(project, "tee -a " + asked + " | " + AWK, 1);
        assertThat(Files.readAllLines(asked)).as("nothing is asked twice").hasSize(52 - kept);
        assertThat(project.answers().current()).hasSize(52);
    }

    /** After kill -9 of this program, the other one may go on. What it writes then reaches no file but its own. */
    @Test
    void aProgramThatGoesOnDoesNotMixItsLinesWithThoseOfTheNextStart() throws IOException {
        Project project = project(10);
        Path asked = folder.resolve("asked.txt");
        Path go = folder.resolve("go");
        Path done = folder.resolve("done");
        assertThatThrownBy(() -> run(
                        project,
                        "cat > %s; (until [ -e %s ]; do sleep .05; done; %s < %s; touch %s) & head -n 3 %s | %s; exit 9"
                                .formatted(asked, go, AWK, asked, done, asked, AWK),
                        1))
                .hasMessageContaining("left 7 items");
        run(project, "touch %s; until [ -e %s ]; do sleep .05; done; %s".formatted(go, done, AWK), 0);
        Path round = project.roundFolder(0);
        assertThat(Files.readAllLines(round.resolve("labeller.jsonl"))).hasSize(3 + 10);
        assertThat(Files.readAllLines(round.resolve("labeller-2.jsonl"))).hasSize(7);
        assertThat(project.answers().current())
                .hasSize(10)
                .allSatisfy((id, answers) -> assertThat(answers)
                        .containsOnlyKeys("labeller")
                        .allSatisfy(
                                (name, answer) -> assertThat(answer.labels()).containsExactly(truth(id))));
    }

    @Test
    void theProgramEndsWithUs() throws Exception {
        Project project = project(2);
        Path pid = folder.resolve("pid");
        List<Throwable> thrown = new ArrayList<>();
        Thread running = new Thread(() -> {
            try {
                run(project, "sleep 60 & echo $! > " + pid + ".new; mv " + pid + ".new " + pid + "; wait", 1);
            } catch (IOException | RuntimeException e) {
                thrown.add(e);
            }
        });
        running.start();
        while (!Files.exists(pid)) {
            assertThat(running.isAlive()).isTrue();
            Thread.sleep(10);
        }
        running.interrupt();
        running.join();
        assertThat(thrown).singleElement().isInstanceOf(InterruptedIOException.class);
        Optional<ProcessHandle> program =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        if (program.isPresent()) {
            program.get().onExit().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void onlyTheItemsOfTheRoundAreAnswered() throws IOException {
        Project project = project(2);
        String test = project.rounds().get(0).items().get(0).id();
        // Labels the test items; then, in round 1, also answers a test item once more, an item that there is not, and
        // leaves the last line open.
        run(project, AWK, 1);
        Answer before = project.answers().of(test, "labeller").orElseThrow();
        String more =
                "echo '{\"id\": \"" + test + "\", \"label\": \"fish\"}'; echo '{\"id\": \"no\", \"label\": \"fish\"}';"
                        + " printf '%s' \"$(" + AWK + ")\"";
        run(project, more, 1);
        assertThat(project.answers().of(test, "labeller")).contains(before);
        assertThat(err.toString())
                .contains("labeller.jsonl, line 1: the item '" + test + "' is not one of this round")
                .contains("line 2: the item 'no' is not one of this round");
        assertThat(project.answers().current()).hasSize(2 + 2 * 12);
    }

    @Test
    void laterCorrectionsOfPeopleStay() throws IOException {
        Project project = project(2);
        run(project, AWK, 1);
        String test = project.rounds().get(0).items().get(0).id();
        Path file = Files.writeString(folder.resolve("corrected.csv"), "id,label\n" + test + ",fish\n");
        new AnswerImport(project, CLOCK)
                .add(
                        LabellingFormats.of(file, Optional.empty()).read(file, ReadingChoices.usual(false)),
                        file,
                        Optional.of("labeller"),
                        false);
        run(project, AWK, 1);
        assertThat(project.answers().of(test, "labeller").orElseThrow().labels())
                .containsExactly("fish");
    }

    @Test
    void whatHasNotTheFormOfAnAnswerIsNone() throws IOException {
        Path file = Files.writeString(folder.resolve("lines.jsonl"), """
                {"id": "a", "labels": "cat"}
                {"id": "a", "labels": null}
                {"id": "a", "labels": [" "]}
                {"id": "a", "label": ["cat"]}
                {"id": "a", "labels": [" cat "]}
                {"id": "a", "la""");
        ToolAnswers read = AnswerLines.read(file, true);
        assertThat(read.notes()).hasSize(4);
        assertThat(read.answers())
                .singleElement()
                .satisfies(answer -> assertThat(answer.labels()).containsExactly("cat"));
    }

    /** A program that was started twice, and wrote a byte order mark and line breaks of Windows. */
    @Test
    void eachStartOfAProgramMayBeginWithAByteOrderMark() throws IOException {
        Path file = Files.writeString(
                folder.resolve("lines.jsonl"),
                "\uFEFF{\"id\": \"a\", \"label\": \"cat\"}\r\n\uFEFF{\"id\": \"b\", \"label\": \"dog\"}\r\n");
        ToolAnswers read = AnswerLines.read(file, false);
        assertThat(read.notes()).isEmpty();
        assertThat(read.answers().stream().map(each -> each.id() + each.labels()))
                .containsExactly("a[cat]", "b[dog]");
    }

    @Test
    void whatIsNoAnswerIsSaid() throws IOException {
        Project project = project(2);
        assertThatThrownBy(() -> run(project, "echo thinking", 1)).hasMessageContaining("is not an answer: 'thinking'");
        run(project, "sed 's/\"file\".*/\"label\": \"unicorn\"}/'", 1);
        assertThat(err.toString())
                .contains("Of round 0, 2 answers count as unclear")
                .contains("all labels are the same");
    }

    @Test
    void aTenthOfTheRareClassIsAskedASecondTime() throws IOException {
        Project project = project(0, "positive=dog", "labeller.recheck=0.5", "labeller.price=0.5");
        Path asked = folder.resolve("asked.txt");
        // Says fish of every second item that it is asked.
        second = Optional.of("tee -a " + asked + " | " + AWK + " | sed '1~2s/dog/fish/'");
        RunEstimate estimate = RunEstimate.of(project, 12, 4, true);
        assertThat(estimate.further()).isEqualTo(48);
        assertThat(estimate.second()).as("if all 12 of a round are dogs").isEqualTo(24);
        assertThat(estimate.cost()).contains(36.0);
        // The lines of the program name its model.
        run(project, AWK + " | sed 's/}$/, \"annotator\": \"model-1\"}/'", 4);
        int rechecked = 0;
        for (LoopRound round : project.rounds()) {
            long dogs = round.items().stream()
                    .filter(each -> truth(each.id()).equals("dog"))
                    .count();
            rechecked += (int) Math.ceil(dogs / 2.0);
        }
        assertThat(Files.readAllLines(asked)).hasSize(rechecked).allMatch(line -> line.contains("id"));
        LoopStatus status = LoopStatus.of(project);
        assertThat(status.answers()).isEqualTo(48 + rechecked).isLessThanOrEqualTo(estimate.answers());
        assertThat(status.cost()).contains((48 + rechecked) / 2.0);
        assertThat(status.confirmed().orElseThrow().size()).isEqualTo(rechecked);
        assertThat(status.doublyLabelled())
                .as("positives alone say nothing of agreement")
                .isZero();
        int wrong = status.disputed().size();
        assertThat(wrong).isBetween(1, rechecked - 1);
        assertThat(status.confirmed().orElseThrow().count()).isEqualTo(rechecked - wrong);
        assertThat(status.unlabelled()).isEqualTo(wrong);
        run(project, AWK, 0);
        assertThat(Files.readAllLines(asked)).as("nothing is asked twice").hasSize(rechecked);
    }

    @Test
    void aRoundThatCostsTooMuchDoesNotBegin() throws IOException {
        Project project = project(10, "labeller.price=0.1");
        mostCost = 3.5;
        run(project, AWK, 5);
        assertThat(project.answers().current())
                .as("10 test items and two rounds of 12")
                .hasSize(34);
        assertThat(err.toString()).contains("Another round would bring the cost to 4.60, but --max-cost is 3.50.");
        mostCost = .5;
        at = folder.resolve("other");
        Project other = project(10, "labeller.price=0.1");
        assertThatThrownBy(() -> run(other, AWK, 5)).hasMessageContaining("bring the cost to 1.00");
        assertThat(other.answers().current()).isEmpty();
    }

    @Test
    void answersOutsideOfTheListAreSetAside() throws IOException {
        Project project = project(0, "positive=dog");
        run(project, AWK + " | sed 's/cat/horse/'", 1);
        LoopStatus status = LoopStatus.of(project);
        int horses = (int) project.rounds().get(0).items().stream()
                .filter(each -> truth(each.id()).equals("cat"))
                .count();
        assertThat(status.unlabelled()).isEqualTo(horses).isPositive();
        assertThat(status.lines()).anyMatch(line -> line.contains("set aside: " + horses));
        assertThat(status.reports().get(0).trained()).isEqualTo(12 - horses);
    }

    @Test
    void bothProgramsMayNameTheSameModel() throws IOException {
        Project project = project(0, "positive=dog", "labeller.recheck=0.5", "labeller.price=1");
        String named = AWK + " | sed 's/}$/, \"annotator\": \"model-1\"}/'";
        run(project, named, 2);
        // The second program is asked about the rounds before, too, and the estimate counts that.
        second = Optional.of(named + " | sed 's/dog/fish/'");
        RunEstimate estimate = RunEstimate.of(project, 12, 0, true);
        run(project, named, 0);
        LoopStatus status = LoopStatus.of(project);
        assertThat(status.confirmed().orElseThrow().size())
                .isEqualTo(estimate.second())
                .isPositive();
        assertThat(status.confirmed().orElseThrow().count()).isZero();
        assertThat(status.disputed()).hasSize(estimate.second());
        assertThat(status.reports().get(1).trained())
                .as("after the second answers")
                .isEqualTo(24 - estimate.second());
        assertThat(status.byAnnotator()).containsOnlyKeys("model-1", "model-1, second");
        assertThat(status.cost()).contains(24.0 + estimate.second());
        assertThat(RunEstimate.of(project, 12, 0, true).answers()).isZero();
    }

    @Test
    void aRoundThatWasLabelledBeforeAStopIsTrainedOn() throws IOException {
        Project project = project(0);
        run(project, AWK, 1);
        Path report = project.roundFolder(1).resolve("report.json");
        String whole = Files.readString(report);
        Files.delete(report);
        run(project, AWK, 0);
        assertThat(Files.readString(report)).isEqualTo(whole);
    }

    @Test
    void sumsOfPricesMayReachTheLimit() {
        RunEstimate estimate = new RunEstimate(0, 0, 3, 0, 3, Optional.of(3 * .1), Optional.of(0.0));
        assertThat(estimate.total()).as("as it is rounded").isGreaterThan(.3);
        assertThat(estimate.exceeds(.3)).isFalse();
        assertThat(estimate.exceeds(.299)).isTrue();
    }
}
