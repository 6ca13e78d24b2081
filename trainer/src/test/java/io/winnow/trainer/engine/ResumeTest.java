package io.winnow.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.MetricEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Trainings that resume from their checkpoints. */
class ResumeTest extends TrainingRuns {
    @Test
    void resumedEqualsUninterrupted() throws IOException {
        TrainingOptions options = options(40, 2, ADAM);
        List<float[]> whole = train("whole", options);
        stopAt("parts", options, 2 * 13);
        assertThat(steps("parts")).last().isEqualTo(13L);
        assertThat(shown).isEqualTo(13);
        stopAt("parts", options, 2 * 9);
        List<float[]> parts = train("parts", options);
        same(parts, whole);
        assertThat(events("parts")).hasSameSizeAs(events("whole"));
        for (int i = 0; i < events("whole").size(); i++) {
            MetricEvent a = events("parts").get(i);
            MetricEvent b = events("whole").get(i);
            assertThat(a.step()).isEqualTo(b.step());
            assertThat(a.values().get("loss")).isEqualTo(b.values().get("loss"));
            assertThat(a.values().get("learning_rate")).isEqualTo(b.values().get("learning_rate"));
        }
    }

    /** The best validation is after 16 steps; the training stops at step 21 and goes on to step 40, where patience ends it. */
    @Test
    void theBestStepIsKeptWhenResumed() throws IOException {
        TrainingOptions options = TrainingTest.constant(64, "validation_loss");
        validation = new double[] {3, 1, 2, 1.5, 4, 5, 6, 7};
        List<float[]> whole = train("whole", options);
        stopAt("parts", options, 21);
        same(train("parts", options), whole);
        assertThat(selected).contains(new Selection(16, 40, "validation_loss", 16, 1));
        assertThat(result.step()).isEqualTo(40);
    }

    @Test
    void aDamagedCheckpointFallsBackToTheOneBefore() throws IOException {
        TrainingOptions options = options(40, 1, ADAM);
        List<float[]> whole = train("whole", options);
        stopAt("damaged", options, 20);
        assertThat(steps("damaged")).containsExactly(14L, 20L);
        damage("damaged", 20);
        said.clear();
        same(train("damaged", options), whole);
        assertThat(said)
                .anyMatch(line -> line.contains("step-00000020 is damaged (wrong checksum of model.safetensors)"));
        assertThat(said).anyMatch(line -> line.contains("resumes from step 14"));
    }

    private void damage(String name, int step) throws IOException {
        Path file = folder.resolve(name + "/checkpoints/step-000000" + step + "/model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 3] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void aDamagedCheckpointDoesNotReplaceAGoodOne() throws IOException {
        TrainingOptions options = options(40, 1, ADAM);
        List<float[]> whole = train("whole", options);
        stopAt("damaged", options, 20);
        damage("damaged", 20);
        stopAt("damaged", options, 7);
        assertThat(steps("damaged")).containsExactly(14L, 21L);
        assertThat(folder.resolve("damaged/checkpoints/damaged-step-00000020/state.json"))
                .exists();
        damage("damaged", 21);
        said.clear();
        same(train("damaged", options), whole);
        assertThat(said).anyMatch(line -> line.contains("resumes from step 14"));
    }

    /** Simulates a run that was killed after the last checkpoint of a stage and before the stage was marked as complete. */
    @Test
    void aTrainingThatHasEndedGivesTheSameResultAgain() throws IOException {
        for (TrainingOptions options : List.of(options(38, 1, ADAM), NEVER_IMPROVING)) {
            String name = "over-" + options.duration().steps().orElseThrow();
            List<float[]> values = train(name, options);
            TrainingResult first = result;
            assertThat(first.loss()).isPositive();
            assertThat(first.examplesPerSecond()).isPositive();
            assertThat(first.dataWait()).isBetween(1e-9, 1.0);
            List<MetricEvent> events = events(name);
            same(train(name, options), values);
            assertThat(result).isEqualTo(first);
            assertThat(events(name)).isEqualTo(events);
        }
    }

    @Test
    void secondsAndWaitsOfAllSessionsCount() throws IOException {
        TrainingOptions options = options(40, 1, ADAM);
        stopAt("parts", options, 13);
        Checkpoint.State state = state("parts");
        assertThat(state.waited()).isCloseTo(13 * 1000 / 1e9, within(1e-12));
        train("parts", options);
        Checkpoint.State last = state("parts");
        assertThat(last.waited()).isCloseTo(40 * 1000 / 1e9, within(1e-12));
        assertThat(last.seconds()).isGreaterThan(state.seconds());
        assertThat(result.examplesPerSecond()).isEqualTo(40 * 8 / last.seconds());
    }

    private Checkpoint.State state(String name) throws IOException {
        Path checkpoints = folder.resolve(name).resolve("checkpoints");
        List<Checkpoint> all = new Checkpoints(checkpoints).all();
        return all.get(all.size() - 1).state();
    }

    @Test
    void aCheckpointOfAnEarlierVersionIsRead() throws IOException {
        String json = "{\"step\": 7, \"best\": 0.5, \"best_step\": 4, \"loss_sum\": 1.5, \"norm_sum\": 2.5,"
                + " \"loss_count\": 3, \"seconds\": 6.5}";
        assertThat(Json.parse(json, Checkpoint.State.class))
                .isEqualTo(new Checkpoint.State(7, 0.5, 4, 1.5, 2.5, 3, 6.5, 0, 0, false));
    }

    @Test
    void aCheckpointThatWasBeingWrittenIsIgnored() throws IOException {
        TrainingOptions options = options(20, 1, ADAM);
        List<float[]> whole = train("whole", options);
        stopAt("cut", options, 9);
        Path half = Files.createDirectories(folder.resolve("cut/checkpoints/.step-00000014.tmp"));
        Files.write(half.resolve("model.safetensors"), new byte[] {1, 2, 3});
        same(train("cut", options), whole);
        assertThat(Files.exists(half)).isFalse();
    }

    @Test
    void theLastTwoCheckpointsAreKept() throws IOException {
        train("a", options(40, 1, ADAM));
        assertThat(steps("a")).containsExactly(35L, 40L);
    }

    @Test
    void aFailedSaveFailsTheRun() throws IOException {
        Path run = Files.createDirectories(folder.resolve("full"));
        Files.writeString(run.resolve("checkpoints"), "a file where the folder should be");
        assertThatThrownBy(() -> train("full", options(10, 1, ADAM))).isInstanceOf(IOException.class);
    }
}
