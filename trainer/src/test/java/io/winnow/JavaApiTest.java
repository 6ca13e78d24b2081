package io.winnow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.example.TrainAndUse;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaApiTest {
    private static final int IMAGES = 12;

    @TempDir
    static Path folder;

    private static Path photos;
    private static Path config;

    @BeforeAll
    static void write() throws IOException {
        photos = folder.resolve("photos");
        for (String name : List.of("dark", "light")) {
            Path images = Files.createDirectories(photos.resolve(name));
            for (int i = 0; i < IMAGES; i++) {
                BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
                int grey = (name.equals("dark") ? 10 : 200) + 3 * i;
                image.getRaster().setPixels(0, 0, 8, 8, new int[64]);
                for (int p = 0; p < 64; p++) {
                    image.getRaster().setSample(p % 8, p / 8, 0, grey);
                }
                ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
            }
        }
        config = Files.writeString(folder.resolve("photos.yaml"), """
                recipe:
                  kind: supervised
                  data: {train: %s, channels: 1, image_size: 8, holdout: 0.25}
                  classify:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    training:
                      duration: {steps: 30}
                      batch_size: 6
                      optimizer: {kind: adamw, learning_rate: 0.02}
                  frozen: {enabled: false}
                """.formatted(photos));
    }

    /** The program of the README runs. */
    @Test
    void theExampleTrainsPredictsAndExports() throws IOException {
        String program = Files.readString(Path.of("src/test/java/io/winnow/example/TrainAndUse.java"));
        String readme = Files.readString(Path.of("../README.md"));
        String shown = readme.substring(readme.indexOf("```java\n") + 8).split("```", 2)[0];
        assertThat(shown).contains("Training.read");
        assertThat(program).contains(shown.indent(8));
        Path run = folder.resolve("example");
        TrainAndUse.main(new String[] {config.toString(), run.toString(), photos.toString()});

        Run opened = Run.open(run);
        assertThat(opened.isComplete()).isTrue();
        assertThat(opened.yaml()).contains("seed: 2");
        assertThat(opened.metrics()).containsKey("accuracy");
        assertThat(opened.baselines()).isEmpty();
        try (Model live = opened.model();
                Model exported = Model.open(folder.resolve("exported"));
                Model encoder = opened.encoder()) {
            assertThat(live.names()).containsExactly("dark", "light");
            Results<Predicted> expected = live.predict(photos);
            assertThat(expected.unreadable()).isEmpty();
            assertThat(expected.items()).hasSize(2 * IMAGES);
            List<Predicted> found = exported.predict(photos).items();
            for (int i = 0; i < found.size(); i++) {
                Predicted each = expected.items().get(i);
                assertThat(found.get(i).key()).isEqualTo(each.key());
                assertThat(found.get(i).labels()).isEqualTo(each.labels());
                assertThat(each.values().get("dark") + each.values().get("light"))
                        .isCloseTo(1, within(1e-5));
                assertThat(found.get(i).values().get("dark"))
                        .isCloseTo(each.values().get("dark"), within(1e-4));
            }
            assertThat(encoder.embed(photos).items())
                    .hasSize(2 * IMAGES)
                    .allMatch(each -> each.vector().length == encoder.dimension());
            assertThatThrownBy(() -> live.embed(photos))
                    .isInstanceOf(WinnowException.class)
                    .hasMessageContaining("computes probabilities");
            assertThatThrownBy(() -> live.score(folder.resolve("pairs.jsonl")))
                    .isInstanceOf(WinnowException.class)
                    .hasMessageContaining("is a model of images")
                    .hasMessageContaining("pairs of tables");
            assertThatThrownBy(() -> live.predict(folder.resolve("absent")))
                    .isInstanceOf(WinnowException.class)
                    .hasMessageContaining("absent");
        }
        assertThatThrownBy(() -> opened.export(folder.resolve("exported")))
                .isInstanceOf(WinnowException.class)
                .hasMessageContaining("already exists");
    }

    /** A training that its listener stops continues where it was, to the result of one that was not stopped. */
    @Test
    void aListenerFollowsAndStops() throws IOException {
        Path run = folder.resolve("stopped");
        List<String> said = new ArrayList<>();
        List<Long> steps = new ArrayList<>();
        AtomicReference<Training> training =
                new AtomicReference<>(Training.parse("mine", Files.readString(config), "logging.every_steps=1"));
        Run stopped = training.get().run(run, new TrainingListener() {
            @Override
            public void said(String message) {
                said.add(message);
            }

            @Override
            public void measured(String stage, long step, double epoch, Map<String, Double> values) {
                steps.add(step);
                assertThat(values).containsKey("loss");
                if (step >= 5) {
                    training.get().stop();
                }
            }
        });
        assertThat(stopped.isComplete()).isFalse();
        assertThat(said).anyMatch(each -> each.contains("held out"));
        assertThat(steps).contains(1L, 5L).doesNotContain(30L);
        assertThatThrownBy(stopped::metrics)
                .isInstanceOf(WinnowException.class)
                .hasMessageContaining("Training.resume");

        long[] last = {0, 0};
        Training again = Training.parse("mine", Files.readString(config), "logging.every_steps=1");
        Run resumed = again.resume(run, new TrainingListener() {
            @Override
            public void advanced(String task, String unit, long done, long total) {
                last[0] = done;
                last[1] = total;
            }
        });
        assertThat(resumed.isComplete()).isTrue();
        assertThat(last[1]).isPositive();
        Run whole = Training.parse("mine", Files.readString(config), "logging.every_steps=1")
                .run(folder.resolve("whole"));
        assertThat(resumed.metrics()).isEqualTo(whole.metrics());
    }

    @Test
    void recordsArePredictedWithoutAFileOfTheCaller() throws IOException {
        StringBuilder csv = new StringBuilder("price,kind,mood\n");
        for (int i = 0; i < 40; i++) {
            csv.append(i).append(i % 2 == 0 ? ",inn,glad\n" : ",hotel,sad\n");
        }
        Path table = Files.writeString(folder.resolve("stays.csv"), csv);
        Run run = Training.parse("stays", """
                        recipe:
                          kind: supervised
                          data: {kind: rows, file: %s, labels: {mood: {kind: class}}}
                          classify:
                            encoder: {kind: row_mlp}
                            training:
                              duration: {epochs: 20}
                              batch_size: 8
                              optimizer: {kind: adamw, learning_rate: 0.01}
                          frozen: {enabled: false}
                        """.formatted(table)).run(folder.resolve("stays"));
        try (Model model = run.model()) {
            assertThat(model.predictRecords(
                                    List.of(Map.of("price", "1", "kind", "inn"), Map.of("price", "9", "kind", "hotel")))
                            .items())
                    .extracting(Predicted::labels)
                    .containsExactly(List.of("glad"), List.of("sad"));
            assertThat(model.predictRecords(List.of()).items()).isEmpty();
            assertThatThrownBy(() -> model.predictRecords(List.of(Map.of("price", "1"))))
                    .isInstanceOf(WinnowException.class)
                    .hasMessageContaining("the records")
                    .hasMessageContaining("kind");
        }
    }

    @Test
    void mistakesAreMessages() {
        assertThatThrownBy(() -> Training.read(config, "recipe.data.holdoutt=0.2"))
                .isInstanceOf(WinnowException.class)
                .hasMessageContaining("holdoutt")
                .hasMessageContaining("holdout");
        assertThatThrownBy(() -> Run.open(folder.resolve("nothing")))
                .isInstanceOf(WinnowException.class)
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> Training.parse("mine", "recipe: {kind: supervized}"))
                .isInstanceOf(WinnowException.class)
                .hasMessageContaining("supervised");
    }
}
