package io.winnow.trainer.runpage;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Curve;
import io.winnow.trainer.run.MetricEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CurvesPartTest {
    private static MetricEvent event(String stage, long step, String metric, double value) {
        return new MetricEvent(stage, step, step, 0, Map.of(metric, value));
    }

    private static RunFiles run(String name, MetricEvent... events) {
        return new RunFiles(name, null, null, Optional.empty(), Optional.empty(), List.of(), List.of(events));
    }

    /** A group of one run. */
    private static RunGroup group(MetricEvent... events) {
        return new RunGroup("a", List.of(run("a", events)));
    }

    private static List<Block.Chart> charts(RunGroup... groups) {
        List<Block> blocks = new CurvesPart(List.of(groups)).part().blocks();
        return blocks.stream()
                .filter(Block.Charts.class::isInstance)
                .flatMap(block -> ((Block.Charts) block).charts().stream())
                .toList();
    }

    @Test
    void stagesFollowOneAnotherInTheOrderOfTheirNumbers() {
        RunGroup group = group(
                event("10-last", 1, "loss", 3),
                event("2-first", 1, "loss", 1),
                event("2-first", 4, "loss", 2),
                event("3-other", 9, "purity", 1));
        Block.Chart loss = charts(group).get(0);
        assertThat(loss.stages()).containsExactly(new Block.Begin("2-first", 0), new Block.Begin("10-last", 4));
        assertThat(loss.curves().get(0).x()).containsExactly(1, 4, 5);
        assertThat(loss.curves().get(0).y()).containsExactly(1, 2, 3);
        assertThat(loss.curves().get(0).low()).isNull();
    }

    @Test
    void seedsAreTheirMeanWithABandWhereAllOfThemMeasured() {
        RunGroup group = new RunGroup(
                "two",
                List.of(
                        run("a", event("1-t", 1, "loss", 1), event("1-t", 2, "loss", 5), event("1-t", 3, "loss", 9)),
                        run("b", event("1-t", 1, "loss", 3), event("1-t", 2, "loss", 4))));
        Curve curve = charts(group).get(0).curves().get(0);
        assertThat(curve.x()).containsExactly(1, 2);
        assertThat(curve.y()).containsExactly(2, 4.5);
        assertThat(curve.low()).containsExactly(1, 4);
        assertThat(curve.high()).containsExactly(3, 5);
    }

    @Test
    void aMetricAndItsValidationHaveOneChartAndTheLossComesFirst() {
        RunGroup group = group(
                event("1-t", 1, "gradient_norm", 1),
                event("1-t", 1, "validation/map", 1),
                event("1-t", 1, "validation_loss", 1),
                event("1-t", 1, "loss", 1),
                event("1-t", 2, "gradient_norm", 1),
                event("1-t", 2, "validation/map", 1),
                event("1-t", 2, "loss", 1));
        List<Block.Chart> charts = charts(group);
        assertThat(charts).extracting(Block.Chart::title).containsExactly("loss", "validation: map", "gradient norm");
        assertThat(charts.get(0).curves()).extracting(Curve::name).containsExactly("loss", "validation loss");
    }

    @Test
    void valuesThatAreNotFiniteAreCounted() {
        RunGroup group =
                group(event("1-t", 1, "loss", Double.NaN), event("1-t", 2, "loss", 1), event("1-t", 3, "loss", 1));
        Block.Chart chart = charts(group).get(0);
        assertThat(chart.note()).contains("1 values that are not finite");
        assertThat(chart.curves().get(0).x()).containsExactly(2, 3);
    }

    @Test
    void aRunThatMeasuredNothingHasASentence() {
        assertThat(new CurvesPart(List.of(group())).part().blocks())
                .containsExactly(new Block.Text("Nothing was measured yet."));
    }

    /** A training that failed at once is not shown as one without a loss. */
    @Test
    void aLossThatWasNeverFiniteIsSaid() {
        RunGroup group = group(event("1-t", 1, "loss", Double.NaN));
        assertThat(charts(group).get(0).note()).contains("not finite");
    }

    @Test
    void whatWasMeasuredOnceInEachStageIsATable() {
        RunGroup group = group(
                event("1-t", 5, "loss", 3),
                event("2-u", 4, "loss", 2),
                event("2-u", 4, "validation/loss", 12),
                event("2-u", 4, "data_wait", 0.25),
                event("2-u", 4, "memory_gib", 1.5));
        assertThat(charts(group)).isEmpty();
        List<Block> blocks = new CurvesPart(List.of(group)).part().blocks();
        assertThat(((Block.Table) blocks.get(0)).header()).containsExactly("metric", "1-t", "2-u");
        assertThat(((Block.Table) blocks.get(0)).rows())
                .containsExactly(
                        List.of("loss", "3", "2"),
                        List.of("validation: loss", "", "12"),
                        List.of("memory in use, GiB", "", "1.500"),
                        List.of("data wait, share of the time", "", "0.2500"));
    }
}
