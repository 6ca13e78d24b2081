package io.winnow.trainer.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.recipe.ValidatedTraining;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.RunStatus;
import io.winnow.trainer.run.StageSummary;
import io.winnow.trainer.target.TargetMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationMetricTest {
    private static final List<TargetMetric> METRICS =
            List.of(TargetMetric.higher("validation/accuracy"), TargetMetric.lower("validation/nll"));

    @TempDir
    Path run;

    private static ValidatedTraining training(String earlyStopping) {
        TrainingOptions options = Recipes.reader()
                .parse(
                        TrainingOptions.class,
                        "test",
                        "{duration: {epochs: 1}, optimizer: {kind: sgd, learning_rate: 0.1}, early_stopping: "
                                + earlyStopping + "}",
                        List.of());
        return new ValidatedTraining(List.of("classify"), "recipe.classify.training", Optional.of(options), METRICS);
    }

    private static TargetMetric chosen(String earlyStopping) {
        return ValidationMetric.of(training(earlyStopping), Optional.empty()).metric();
    }

    @Test
    void theDefaultIsWhatEarlyStoppingWatches() {
        assertThat(chosen("null")).isEqualTo(METRICS.get(0));
        assertThat(chosen("{metric: validation/nll, select: best}")).isEqualTo(METRICS.get(1));
        assertThat(chosen("{metric: loss, select: last}")).isEqualTo(METRICS.get(0));
        assertThatThrownBy(() -> chosen("{metric: loss, select: best}"))
                .hasMessageContaining("selects the weights of the best step by loss")
                .hasMessageContaining("recipe.classify.training.early_stopping.metric");
    }

    @Test
    void testMetricsAreRefused() {
        for (String name : List.of("accuracy", "test/accuracy", "test_accuracy")) {
            assertThatThrownBy(() -> ValidationMetric.of(training("null"), Optional.of(name)))
                    .hasMessageContaining("is measured on test examples. A sweep never chooses by these")
                    .hasMessageContaining("Use --metric validation/accuracy.");
        }
        assertThatThrownBy(() -> ValidationMetric.of(training("null"), Optional.of("loss")))
                .hasMessageContaining("is measured on training examples");
        assertThatThrownBy(() -> ValidationMetric.of(training("null"), Optional.of("validation/acuracy")))
                .hasMessageContaining("did you mean 'validation/accuracy'?");
    }

    private Result result(String stage, Map<String, Double> summary) {
        return new Result(
                "supervised",
                RunStatus.COMPLETED,
                1,
                "cpu",
                1,
                Map.of(),
                Map.of(),
                List.of(
                        new StageSummary("pretrain", 1, null, Map.of("selected_step", 1.0), Map.of()),
                        new StageSummary(stage, 1, null, summary, Map.of()),
                        new StageSummary("fold-1", 1, null, Map.of("best_step", 20.0), Map.of())));
    }

    private void events(MetricEvent... events) throws IOException {
        StringBuilder text = new StringBuilder();
        for (MetricEvent event : events) {
            text.append(Json.line(event)).append('\n');
        }
        Files.writeString(run.resolve("metrics.jsonl"), text);
    }

    private static MetricEvent event(String stage, long step, double accuracy) {
        return new MetricEvent(stage, step, 1, 0, Map.of("validation/accuracy", accuracy));
    }

    /** The accuracy of the selected weights counts, not the best one of a training whose last weights are its result. */
    @Test
    void theValueIsThatOfTheResult() throws IOException {
        events(
                event("1-pretrain", 1, 0.99),
                event("2-classify", 10, 0.9),
                event("2-classify", 20, 0.7),
                event("2-classify", 30, 0.8),
                new MetricEvent("2-classify", 30, 1, 0, Map.of("loss", 0.1)));
        ValidationMetric metric = new ValidationMetric(List.of("classify"), METRICS.get(0));
        assertThat(metric.value(run, result("classify", Map.of()))).hasValue(0.8);
        assertThat(metric.value(run, result("classify", Map.of("selected_step", 30.0, "best_step", 10.0))))
                .hasValue(0.8);
        assertThat(metric.value(run, result("classify", Map.of("selected_step", 10.0, "best_step", 10.0))))
                .hasValue(0.9);
        assertThat(metric.value(run, result("classify", Map.of("selected_step", 11.0))))
                .isEmpty();
        assertThat(new ValidationMetric(List.of("classify"), METRICS.get(1)).value(run, result("classify", Map.of())))
                .isEmpty();
    }

    /** The folds of a cross-validation are averaged, each at its best step. */
    @Test
    void foldsAreAveraged() throws IOException {
        events(
                event("2-fold-0", 10, 0.5),
                event("2-fold-0", 20, 0.4),
                event("3-fold-1", 10, 0.3),
                event("3-fold-1", 20, 0.7));
        ValidationMetric metric = new ValidationMetric(List.of("fold-0", "fold-1"), METRICS.get(0));
        assertThat(metric.value(run, result("fold-0", Map.of("best_step", 10.0))))
                .hasValue(0.6);
    }
}
