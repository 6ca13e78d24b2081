package io.winnow.trainer.runpage;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.RunStatus;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GroupResultTest {
    private static RunFiles run(String metric, double own, Map<String, Double> baselines) {
        Map<String, Map<String, Double>> rows = baselines.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> Map.of(metric, each.getValue())));
        return new RunFiles(
                "a",
                null,
                null,
                Optional.empty(),
                Optional.of(
                        new Result("method", RunStatus.COMPLETED, 1, "cpu", 1, Map.of(metric, own), rows, List.of())),
                List.of(),
                List.of());
    }

    private static String sentence(RunFiles... runs) throws IOException {
        return new GroupResult(new RunGroup("a", Arrays.asList(runs))).sentence();
    }

    @Test
    void theBestBaselineDependsOnTheDirectionOfTheMetric() throws IOException {
        assertThat(sentence(run("mae", 2, Map.of("constant", 5.0, "trees", 1.5))))
                .isEqualTo(
                        "a: method has the mae 2. The best of the other rows, trees, has 1.500; the method is worse by"
                                + " 0.5000.");
        assertThat(sentence(run("map", 0.5, Map.of("constant", 0.25, "trees", 0.4))))
                .isEqualTo(
                        "a: method has the map 50.00%. The best of the other rows, trees, has 40.00%; the method is better by"
                                + " 10.00 percentage points.");
    }

    @Test
    void aTieAndADifferenceWithinTheSpreadAreSaid() throws IOException {
        assertThat(sentence(run("map", 0.5, Map.of("trees", 0.5000001)))).endsWith("has 50.00%, the same.");
        assertThat(sentence(run("mae", 1, Map.of("trees", 2.2)), run("mae", 3, Map.of("trees", 2.2))))
                .isEqualTo(
                        "a: method has the mae 2 ± 1.414 over 2 seeds. The best of the other rows, trees, has 2.200 ±"
                                + " 0.000; the method is better by 0.2000, which is within the uncertainty of this"
                                + " figure.");
    }

    /** Nothing is claimed of a metric whose direction is not known. */
    @Test
    void anUnknownMetricIsNotCompared() throws IOException {
        assertThat(sentence(run("steps", 7, Map.of("trees", 8.0)))).isEqualTo("a: method has the steps 7.");
    }
}
