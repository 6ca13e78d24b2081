package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.engine.Checkpoints;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.recipe.supervised.Classifier;
import io.winnow.trainer.recipe.supervised.Supervised;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.MetricsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Trainings that are validated after each epoch. */
class ValidationRunTest extends OnCommandLine {
    private static final String ACCURACY = "validation/accuracy";

    private static Path config;

    @BeforeAll
    static void write() throws IOException {
        TestData.write(folder);
        config = Files.writeString(
                folder.resolve("validated.yaml"), """
                    device: cpu
                    recipe:
                      kind: supervised
                      data: {train: %s, test: %s, image_size: 16, validation: 0.25}
                      classify:
                        encoder: {kind: resnet, depth: 8, width: 4}
                        training:
                          duration: {epochs: 6}
                          batch_size: 8
                          ema_decay: 0.5
                          optimizer: {kind: sgd, learning_rate: 0.05}
                          early_stopping: {metric: validation/accuracy, goal: max, select: best}
                      frozen: {enabled: false}
                    """.formatted(folder.resolve("train"), folder.resolve("test")));
    }

    private static int command(String name, String... more) {
        return train(config, folder.resolve("runs"), name, more);
    }

    private static List<MetricEvent> validations(String name) throws IOException {
        return MetricsFile.read(Path.of(run(name), "metrics.jsonl")).stream()
                .filter(event -> event.values().containsKey(ACCURACY))
                .toList();
    }

    /** The oracle is the share of right predictions of the selected weights, which are counted here. */
    @Test
    void theBestWeightsByTheValidationAreSelected() throws IOException {
        assertThat(command("best")).as(err).isZero();
        List<MetricEvent> events = validations("best");
        long steps = events.get(0).step();
        assertThat(events)
                .extracting(MetricEvent::step)
                .containsExactly(steps, 2 * steps, 3 * steps, 4 * steps, 5 * steps, 6 * steps);
        MetricEvent best = events.stream()
                .max(Comparator.comparingDouble(
                                (MetricEvent event) -> event.values().get(ACCURACY))
                        .thenComparing(event -> -event.step()))
                .orElseThrow();
        JsonNode stage = result("best").at("/stages/0/metrics");
        assertThat(stage.get("selected_step").asLong()).isEqualTo(best.step());
        assertThat(stage.get("last_step").asLong()).isEqualTo(6 * steps);
        assertThat(out).contains("weights of the best step " + best.step() + " of " + 6 * steps + " (" + ACCURACY);
        Path weights = Path.of(run("best"), "stages/1-classify/classifier.safetensors");
        assertThat(accuracy("best", weights)).isCloseTo(best.values().get(ACCURACY), within(1e-12));

        // The export for other tools names the same step. Its keys are those of transformers.TrainerState.
        assertThat(winnow("runs", "export", run("best"), "--format", "trainer-state"))
                .as(err)
                .isZero();
        JsonNode state = new ObjectMapper().readTree(out);
        assertThat(state.get("best_metric").asDouble()).isEqualTo(best.values().get(ACCURACY));
        assertThat(state.get("best_model_checkpoint").asText())
                .endsWith("checkpoints/step-%08d".formatted(best.step()));
        assertThat(state.get("global_step").asLong()).isEqualTo(6 * steps);
        assertThat(state.get("num_train_epochs").asLong()).isEqualTo(6);
        assertThat(state.fieldNames())
                .toIterable()
                .isSubsetOf(
                        "epoch",
                        "global_step",
                        "max_steps",
                        "num_train_epochs",
                        "total_flos",
                        "log_history",
                        "best_metric",
                        "best_model_checkpoint",
                        "is_local_process_zero",
                        "is_world_process_zero",
                        "is_hyper_param_search",
                        "trial_name",
                        "trial_params");
        assertThat(state.findValues("eval_accuracy")).hasSize(6);
        assertThat(state.findValues("eval_accuracy").get(5).asDouble())
                .isEqualTo(events.get(5).values().get(ACCURACY));
        assertThat(state.findValues("grad_norm")).hasSameSizeAs(state.findValues("loss"));
        Path table = folder.resolve("metrics.csv");
        assertThat(winnow("runs", "export", run("best"), "--format", "csv", "--output", table.toString()))
                .as(err)
                .isZero();
        assertThat(Files.readAllLines(table))
                .startsWith("stage,step,epoch,time,metric,value")
                .anyMatch(line -> line.startsWith("1-classify," + steps + ",1.0,")
                        && line.endsWith(ACCURACY + "," + events.get(0).values().get(ACCURACY)));
        assertThat(winnow("runs", "export", run("best"), "--format", "csv", "--output", table.toString()))
                .isEqualTo(2);
        assertThat(err).contains("exists already");
        assertThat(winnow("runs", "export", run("best"), "--format", "csv", "--stage", "clasify"))
                .isEqualTo(2);
        assertThat(err).contains("no metrics of a stage 'clasify'", "did you mean 'classify'?");

        // A training that selects the last weights takes the same steps and is validated alike.
        assertThat(command("last", "--set", "recipe.classify.training.early_stopping.select=last"))
                .as(err)
                .isZero();
        assertThat(validations("last"))
                .extracting(MetricEvent::values)
                .isEqualTo(events.stream().map(MetricEvent::values).toList());
        assertThat(result("last").at("/stages/0/metrics/selected_step").asLong())
                .isEqualTo(6 * steps);
        assertThat(accuracy("last", Path.of(run("last"), "stages/1-classify/classifier.safetensors")))
                .isCloseTo(events.get(5).values().get(ACCURACY), within(1e-12));

        // Neither do the steps depend on whether anything is watched.
        assertThat(command("unwatched", "--set", "recipe.classify.training.early_stopping=null"))
                .as(err)
                .isZero();
        assertThat(Path.of(run("unwatched"), "stages/1-classify/classifier.safetensors"))
                .hasBinaryContent(Files.readAllBytes(Path.of(run("last"), "stages/1-classify/classifier.safetensors")));
        assertThat(out).doesNotContain("weights of the");
    }

    private static double accuracy(String name, Path weights) throws IOException {
        Supervised recipe = FinishedRun.open(Path.of(run(name))).recipe(Supervised.class, "supervised");
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(recipe.data());
                Classifier classifier = Classifier.load(
                        Classifier.network(recipe.classify(), data.inputs()),
                        data,
                        weights,
                        Optional.empty(),
                        manager)) {
            int[] classes = ((ClassLabels) data.validation().orElseThrow().labels()).classes();
            float[] probabilities = classifier.predictions(data, TaskData.Part.VALIDATION, manager);
            int count = probabilities.length / classes.length;
            int right = 0;
            for (int i = 0; i < classes.length; i++) {
                int most = 0;
                for (int c = 1; c < count; c++) {
                    most = probabilities[i * count + c] > probabilities[i * count + most] ? c : most;
                }
                right += most == classes[i] ? 1 : 0;
            }
            return (double) right / classes.length;
        }
    }

    @Test
    void aMetricOfTheValidationNeedsValidationImages() {
        assertThat(command("none", "--set", "recipe.data.validation=null")).isEqualTo(2);
        assertThat(err)
                .contains("early_stopping.metric: is 'validation/accuracy'")
                .contains("has no validation images")
                .contains("Set data.validation to a fraction of the training images");
    }

    @Test
    void theNameAndTheGoalOfTheMetricAreChecked() {
        String[] check = {"config", "check", config.toString(), "--set"};
        String rule = "recipe.classify.training.early_stopping.";
        assertThat(winnow(with(check, rule + "metric=validation/acuracy"))).isEqualTo(2);
        assertThat(err).contains("unknown metric 'validation/acuracy'").contains("did you mean 'validation/accuracy'?");
        assertThat(winnow(with(check, rule + "goal=min"))).isEqualTo(2);
        assertThat(err).contains("must be max for validation/accuracy, of which a higher value is better");
        assertThat(winnow(with(check, rule + "metric=validation/price_mae", "--set", rule + "goal=min")))
                .as(err)
                .isZero();
        assertThat(winnow(with(check, rule + "metric=loss", "--set", rule + "goal=min")))
                .as(err)
                .isZero();
    }

    /** The run's weights are merged, and so are those of a checkpoint when they are evaluated. */
    @Test
    void adaptersAreMerged() throws IOException {
        assertThat(command(
                        "lora",
                        "--set",
                        "recipe.classify.encoder={kind: vit, patch_size: 4, width: 12, depth: 1, heads: 3}",
                        "--set",
                        "recipe.classify.fine_tune={lora: {rank: 2}}",
                        "--set",
                        "recipe.classify.training={ema_decay: null, duration: {epochs: 2}, early_stopping:"
                                + " {select: last}}"))
                .as(err)
                .isZero();
        Path stage = Path.of(run("lora"), "stages/1-classify");
        Path checkpoint = new Checkpoints(stage.resolve("checkpoints"))
                .newest(line -> {})
                .orElseThrow()
                .folder();
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThat(SafeTensors.read(stage.resolve("encoder.safetensors"), manager)
                            .keySet())
                    .noneMatch(name -> name.contains("lora"));
            assertThat(SafeTensors.read(checkpoint.resolve("model.safetensors"), manager)
                            .keySet())
                    .anyMatch(name -> name.contains("lora"));
        }
        double last = validations("lora").get(1).values().get(ACCURACY);
        assertThat(accuracy("lora", stage.resolve("classifier.safetensors"))).isCloseTo(last, within(1e-12));
        assertThat(accuracy("lora", checkpoint.resolve("model.safetensors"))).isCloseTo(last, within(1e-12));
    }

    /** Nothing is written: neither a run nor a temporary folder. */
    @Test
    void learningRatesAreTestedInsteadOfTraining() throws IOException {
        String[] find = {"train", config.toString(), "--find-rate"};
        assertThat(winnow(find)).as(err).isZero();
        assertThat(out)
                .contains("Learning-rate range test of the stage 1-classify")
                .contains("learning_rate");
        assertThat(Path.of("runs", "validated")).doesNotExist();
        try (Stream<Path> temporary = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(temporary.filter(path -> path.getFileName().toString().startsWith("winnow-find-rate-")))
                    .isEmpty();
        }
        assertThat(winnow(with(find, "--rate-stage", "clasify"))).isEqualTo(2);
        assertThat(err).contains("no stage 'clasify'").contains("did you mean 'classify'?");
        assertThat(winnow(with(find, "--dry-run"))).isEqualTo(2);
    }

    /** Otherwise the suggested rate would be one for the head alone. */
    @Test
    void learningRatesAreTestedWithAllLayersThatAreTrained() {
        String[] find = {"train", config.toString(), "--find-rate"};
        assertThat(winnow(find)).as(err).isZero();
        String all = out;
        assertThat(winnow(with(find, "--set", "recipe.classify.fine_tune={head_first: {epochs: 1}}")))
                .as(err)
                .isZero();
        assertThat(out).isEqualTo(all);
    }

    private static String[] with(String[] first, String... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }
}
