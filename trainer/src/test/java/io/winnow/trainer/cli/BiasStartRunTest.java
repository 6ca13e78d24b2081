package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.SafeTensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Heads whose biases start at the shares of the classes. */
class BiasStartRunTest extends OnQuestions {
    private static final String SPLIT = "split: {shares: {train: 0.5, validation: 0.25, test: 0.25}}";

    private static String config;

    /** Twelve questions, eight of them about a card and four about a balance. */
    @BeforeAll
    static void write() throws IOException {
        List<String> train = new ArrayList<>();
        QUESTIONS.stream().filter(line -> line.endsWith(",card")).forEach(train::add);
        QUESTIONS.stream().filter(line -> line.endsWith(",balance")).limit(4).forEach(train::add);
        config = config(write("train.csv", train), "", """
                encoder: {kind: frozen}
                bias_start: shares
                training: {duration: {steps: 1}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 1e-9}}
                """).replace(SPLIT, "test: " + writeQuestions());
    }

    @Test
    void biasesStartAtTheShares() throws IOException {
        CommandRun run = train("shares", config);
        assertThat(run.code()).as(run.err()).isZero();
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] biases = SafeTensors.read(
                            folder.resolve("shares/stages/1-classify/classifier.safetensors"), manager)
                    .get("head.bias")
                    .toFloatArray();
            // The classes are in the order of the alphabet: balance, card.
            assertThat(biases)
                    .containsExactly(
                            new float[] {(float) Math.log(4.5 / 8.5), (float) Math.log(8.5 / 4.5)}, within(1e-6f));
        }
    }

    @Test
    void otherHeadsAreRefused() throws IOException {
        CommandRun run = train("linear", config, "--set", "recipe.classify.linear_start={}");
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.bias_start", "linear_start");
        String single =
                config.replace("kind: multi", "kind: class").replace(", separator: \";\", unlisted: negative", "");
        run = train("one", single, "--set", "recipe.data.test=" + folder.resolve("train.csv"));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.bias_start", "any number of classes");
    }
}
