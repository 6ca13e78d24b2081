package io.winnow.trainer.runpage;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.recipe.DataRecord;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.RunStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparabilityTest {
    private static RunFiles run(String name, long seed, double accuracy, String test) {
        Experiment experiment = Experiment.parse("test", """
            recipe:
              kind: supervised
              data: {kind: rows, file: letters.csv, key: id, labels: {spam: {kind: class}}}
              classify:
                encoder: {kind: row_mlp}
                training: {duration: {epochs: 1}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.1}}
            """, List.of("name=" + name, "seed=" + seed));
        Optional<Result> result = Double.isNaN(accuracy)
                ? Optional.empty()
                : Optional.of(new Result(
                        "supervised",
                        RunStatus.COMPLETED,
                        seed,
                        "cpu",
                        1,
                        Map.of("accuracy", accuracy),
                        Map.of(),
                        List.of()));
        DataRecord.Source source = new DataRecord.Source("letters", 4, Map.of("spam", 4), test, test);
        return new RunFiles(
                name,
                new FinishedRun(Path.of(name), experiment),
                null,
                Optional.of(new DataRecord("", Map.of("test", source), null, Optional.empty())),
                result,
                List.of(),
                List.of());
    }

    private static String warnings(List<RunFiles> runs) {
        return new Comparability(runs, RunGroup.of(runs)).warnings().toString();
    }

    @Test
    void differentTestExamplesAreSaid() {
        assertThat(warnings(List.of(run("a", 1, 0.5, "x"), run("b", 2, 0.5, "x"))))
                .isEqualTo("[]");
        assertThat(warnings(List.of(run("a", 1, 0.5, "x"), run("b", 2, 0.5, "y"))))
                .contains("The runs a and b were tested on different examples");
    }

    /** A second run with the same seed would make the spread over seeds too small. */
    @Test
    void aRunThatRepeatsASeedIsLeftOut() {
        List<RunFiles> runs = List.of(run("a-1", 1, 0.5, "x"), run("a-2", 2, 0.7, "x"), run("a-copy", 1, 0.5, "x"));
        assertThat(warnings(runs)).contains("left out of all figures: a-copy.");
        List<RunGroup> groups = RunGroup.of(runs);
        assertThat(groups).hasSize(1);
        assertThat(new GroupResult(groups.get(0)).method().get("accuracy").text("accuracy"))
                .isEqualTo("60.00% ± 14.14%");
    }

    @Test
    void ofTwoRunsWithASeedTheCompleteOneCounts() {
        List<RunFiles> runs = List.of(run("begun", 1, Double.NaN, "x"), run("done", 1, 0.5, "x"));
        assertThat(RunGroup.of(runs).get(0).runs()).containsExactly(runs.get(1));
        assertThat(warnings(runs)).contains("left out of all figures: begun.");
    }
}
