package io.winnow.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.label.LabelText;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.labelling.LabellingFormats;
import io.winnow.trainer.labelling.ReadingChoices;
import io.winnow.trainer.select.Strategies;
import io.winnow.trainer.select.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A project whose items have any number of four classes: those of the bits of their numbers. */
class LoopSeveralClassesTest extends OnProject {
    private static int[] label(int item) {
        return IntStream.range(0, 4).filter(k -> (item >> k & 1) == 1).toArray();
    }

    private static String names(String id) {
        return LabelText.joined(IntStream.of(label(Integer.parseInt(id.replaceAll("\\D", ""))))
                .mapToObj(CLASSES::get)
                .toList());
    }

    private Project several() throws IOException {
        Project project = project(40, "several=true");
        CounterRandom random = CounterRandom.of(9);
        float[] values = new float[SIZE * 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((LoopTask.has(label(i / 4), i % 4) ? 1 : 0) + random.nextDouble(-.2, .2));
        }
        vectors = new Vectors(values, SIZE, 4);
        return project;
    }

    /** Answers all items; one without a class has the status labelled, and no label. */
    private AnswerImport.Outcome answer(Project project, LoopRound round, String annotator) throws IOException {
        List<String> lines = new ArrayList<>(List.of("id,label,status"));
        round.items().forEach(each -> lines.add(each.id() + "," + names(each.id()) + ",labelled"));
        Path file = Files.write(folder.resolve("filled.csv"), lines);
        return new AnswerImport(project, CLOCK)
                .add(
                        LabellingFormats.of(file, Optional.empty()).read(file, ReadingChoices.usual(true)),
                        file,
                        Optional.of(annotator),
                        false);
    }

    @Test
    void roundsGoOnSetsOfClasses() throws IOException {
        Project project = several();
        answer(project, project.rounds().get(0), "me");
        assertThat(answer(project, select(project, "mix", 60), "me").added()).isEqualTo(60);
        RoundReport report = new RoundTraining(project).run(vectors, manager);
        assertThat(report.microF1().orElseThrow().value()).isGreaterThan(.9);
        assertThat(report.calibrationError()).isEmpty();
        LoopRound second = select(project, "entropy", 20);
        assertThat(second.items())
                .filteredOn(each -> each.strategy().equals("entropy"))
                .anyMatch(each -> each.guesses().size() > 1);
        assertThat(Files.readString(second.folder().resolve("labelstudio.json")))
                .contains("\"choices\"");
        assertThat(Files.readString(second.folder().resolve("config.xml"))).contains("choice=\"multiple\"");
        answer(project, second, "me");
        assertThat(new RoundTraining(project).run(vectors, manager).kappa()).isPresent();
        assertThat(Files.readAllLines(second.folder().resolve("labels.csv")))
                .hasSize(81)
                .anyMatch(line -> line.matches("p\\d+[.]png,\\w+[|]\\w+.*"));
        assertThat(LoopStatus.of(project).lines())
                .anyMatch(line -> line.startsWith("round 2: trained on 80 labels, test micro-F1"));
    }

    @Test
    void aClassCountsIfMoreThanHalfNameIt() {
        LoopTask task = LoopTask.SEVERAL_CLASSES;
        assertThat(task.majority(List.of(new int[] {0, 1}, new int[] {1}, new int[] {1, 2}))
                        .orElseThrow())
                .containsExactly(1);
        assertThat(task.majority(List.of(new int[] {}, new int[] {})).orElseThrow())
                .as("both say none")
                .isEmpty();
        assertThat(task.majority(List.of(new int[] {0}, new int[] {}))).isEmpty();
        assertThat(task.agreement(new int[] {0, 1}, new int[] {1})).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(task.agreement(new int[] {}, new int[] {})).isEqualTo(1);
        assertThat(task.isEnough(List.of(new int[] {0}, new int[] {0}))).isFalse();
    }

    @Test
    void aSimulationJudgesByMicroF1() throws IOException {
        several();
        Simulation simulation = new Simulation(
                vectors,
                LoopTask.SEVERAL_CLASSES,
                IntStream.range(0, SIZE).mapToObj(LoopSeveralClassesTest::label).toArray(int[][]::new),
                IntStream.range(0, 150).toArray(),
                IntStream.range(150, SIZE).toArray(),
                4,
                OptionalInt.empty(),
                new Simulation.Plan(3, 20, Strategies.random(), 0, 0));
        List<Simulation.Point> points = simulation.run(Strategies.find("badge").orElseThrow(), 1, manager);
        assertThat(points.get(2).figure()).isGreaterThan(.9);
        new Comparison("t", simulation.task(), points, Comparison.Figure.OVERALL).write(folder);
        assertThat(Files.readAllLines(folder.resolve("curves.csv")).get(0)).contains(",micro_f1,");
    }

    @Test
    void namesOfClassesHaveNoSeparator() throws IOException {
        Project project = several();
        assertThatThrownBy(() -> project.addClasses(List.of("cow|calf")))
                .hasMessageContaining("The class 'cow|calf'")
                .hasMessageContaining("vertical bar");
        Files.writeString(project.folder().resolve(Project.CLASSES), "a|b\nc\n");
        assertThatThrownBy(project::classes).hasMessageContaining("The class 'a|b'");
    }
}
