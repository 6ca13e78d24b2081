package io.winnow.trainer.modality.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.head.ResidualHead;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.text.TextPooling;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.ServedInput;
import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.PretrainedText;
import io.winnow.trainer.table.TokenArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts through pretrained encoders of all families. */
class PretrainedTextsTest {
    private static final List<String> SENTENCES =
            List.of("The card", "where is the refund of my card, and the money?", "a", "HELLO the world");

    @TempDir
    Path folder;

    static List<String> names() {
        return SmallTextModels.NAMES;
    }

    private static TextDataset texts(List<String> sentences) {
        return new TextDataset(
                "texts",
                IntStream.range(0, sentences.size()).mapToObj(String::valueOf).toList(),
                sentences.stream().map(Text::of).toList(),
                new NoLabels(sentences.size()),
                ReadReport.EMPTY);
    }

    private static PretrainedText with(Path directory, String prompt, String prefix) {
        return new PretrainedText(
                Optional.of(directory), Optional.empty(), Optional.ofNullable(prompt), Optional.ofNullable(prefix));
    }

    private static float[] run(Layer network, NDArray texts) {
        return network.forward(new ParameterStore(texts.getManager(), false), new NDList(texts), false)
                .singletonOrThrow()
                .toFloatArray();
    }

    /** A text alone has the vector that it has in a batch, in training, in a run's copy and in an exported model. */
    @ParameterizedTest
    @MethodSource("names")
    void allWaysGiveTheSameVectors(String name) throws IOException {
        FrozenEncoder encoder =
                FrozenEncoder.of(PretrainedText.in(SmallTextModels.write(name, folder.resolve(name))), 64);
        float[][] frozen = new FrozenVectors(encoder).of(texts(SENTENCES), Optional.empty(), note -> {});
        TextTokens input = new TextTokens(encoder, encoder.dimension(), encoder.vocabulary());
        List<Tokens> tokens = encoder.tokens(texts(SENTENCES));
        try (NDManager manager = NDManager.newBaseManager()) {
            FineTunedEncoderConfig config = new FineTunedEncoderConfig(0.1, Optional.empty());
            Layer tuned = config.build(input, Precision.FLOAT32);
            tuned.initialize(manager);
            config.pretrain(tuned, new Inputs(input, null), manager);
            Layer served = ((EncoderWithHead) new TextServing(encoder, TextServing.Before.VECTORS)
                            .network(new ResidualHead(encoder.dimension(), 0), manager))
                    .encoder();
            assertThat(served.getParameters().keys())
                    .isEqualTo(tuned.getParameters().keys());
            for (int i = 0; i < SENTENCES.size(); i++) {
                assertThat(frozen[i]).hasSize(config.dimension(input));
                NDArray alone = TokenArrays.of(tokens, new int[] {i}, encoder.rules(), manager);
                assertThat(run(tuned, alone)).containsExactly(frozen[i], within(1e-5f));
                assertThat(run(served, alone)).containsExactly(frozen[i], within(1e-5f));
            }
            assertThat(frozen[0]).isNotEqualTo(frozen[1]);
            assertThat(input.random(2, manager).getShape().get(2))
                    .isEqualTo(encoder.rules().length(encoder.rules().maxTokens()));
        }
        // A run keeps all files, and a bundle only those of the tokenizer.
        Path run = folder.resolve("run");
        PretrainedText.in(folder.resolve(name)).keep(run);
        FrozenEncoder kept = encoder.at(run);
        assertThat(kept.directory()).startsWith(run.toString());
        assertThat(kept.addTo(new Fingerprint()).hex())
                .isEqualTo(encoder.addTo(new Fingerprint()).hex());
        assertThat(new FrozenVectors(kept).of(texts(SENTENCES), Optional.empty(), note -> {}))
                .isDeepEqualTo(frozen);
        Path bundle = Files.createDirectories(folder.resolve("bundle"));
        encoder.writeTokenizer(bundle);
        FrozenEncoder exported =
                Json.parse(Json.page(encoder), FrozenEncoder.class).at(bundle);
        assertThat(exported.directory()).startsWith(bundle.toString());
        List<Tokens> again = exported.tokens(texts(SENTENCES));
        for (int i = 0; i < tokens.size(); i++) {
            assertThat(again.get(i).ids()).containsExactly(tokens.get(i).ids());
        }
    }

    @Test
    void promptsArePartOfTheModel() throws IOException {
        Path directory = SmallTextModels.write("sentence-transformers", folder.resolve("st"));
        List<Tokens> usual = FrozenEncoder.of(PretrainedText.in(directory), 64).tokens(texts(SENTENCES));
        List<Tokens> none = FrozenEncoder.of(with(directory, null, ""), 64).tokens(texts(SENTENCES));
        List<Tokens> written = FrozenEncoder.of(with(directory, null, ""), 64)
                .tokens(texts(SENTENCES.stream().map(each -> "passage: " + each).toList()));
        List<Tokens> query =
                FrozenEncoder.of(with(directory, "query", null), 64).tokens(texts(SENTENCES));
        List<Tokens> prefix =
                FrozenEncoder.of(with(directory, null, "query: "), 64).tokens(texts(SENTENCES));
        for (int i = 0; i < usual.size(); i++) {
            assertThat(usual.get(i).ids()).containsExactly(written.get(i).ids());
            assertThat(query.get(i).ids()).containsExactly(prefix.get(i).ids());
            assertThat(usual.get(i).ids())
                    .isNotEqualTo(none.get(i).ids())
                    .isNotEqualTo(query.get(i).ids());
        }
        FrozenEncoder encoder = FrozenEncoder.of(with(directory, "query", null), 64);
        assertThat(Json.page(encoder)).contains("\"prompt\" : \"query: \"");
        assertThat(encoder.rules().maxTokens()).isEqualTo(20);
        assertThat(encoder.addTo(new Fingerprint()).hex())
                .isNotEqualTo(FrozenEncoder.of(PretrainedText.in(directory), 64)
                        .addTo(new Fingerprint())
                        .hex());
        Serving serving = new TextServing(encoder, TextServing.Before.VECTORS);
        assertThat(serving.reading())
                .contains("padded with 0 to the longest text of the batch")
                .contains("The text \"query: \" stands before each text")
                .contains("Blanks at both ends are removed")
                .contains("Texts are in lower case")
                .contains("cut them to 20 tokens");
        assertThatThrownBy(() -> FrozenEncoder.of(with(directory, "querry", null), 64))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("The prompt 'querry' is configured")
                .hasMessageContaining("only the prompts query, passage. Did you mean query?");
        assertThatThrownBy(() -> with(directory, "query", "query: ")).hasMessageContaining("prefix");
        Files.writeString(
                directory.resolve("1_Pooling/config.json"),
                "{\"pooling_mode_mean_tokens\": true, \"pooling_mode_cls_token\": true, \"include_prompt\": false}");
        assertThatThrownBy(() -> FrozenEncoder.of(with(directory, "query", null), 64))
                .hasMessageContaining("include_prompt: false")
                .hasMessageContaining("Set prefix: ''");
        FrozenEncoder.of(with(directory, null, ""), 64);
    }

    @Test
    void textsOfSiglipArePaddedToItsLength() throws IOException {
        FrozenEncoder encoder =
                FrozenEncoder.of(PretrainedText.in(SmallTextModels.write("siglip", folder.resolve("s"))), 8);
        assertThat(encoder.rules().maxTokens()).isEqualTo(8);
        Serving serving = new TextServing(encoder, TextServing.Before.VECTORS);
        assertThat(serving.inputs()).containsExactly(new ServedInput("tokens", "(batch, 2, 24) int64", true, false));
        assertThat(serving.reading()).contains("padded with 1 to 24 tokens");
        try (NDManager manager = NDManager.newBaseManager()) {
            List<Tokens> tokens = encoder.tokens(texts(SENTENCES));
            NDArray batch = TokenArrays.of(tokens, new int[] {1, 2}, encoder.rules(), manager);
            assertThat(batch.getShape().getShape()).containsExactly(2, 2, 24);
            assertThat(batch.get("0, 0, 8:").toLongArray()).containsOnly(1);
            assertThat(tokens.get(1).length()).isEqualTo(8);
        }
    }

    @Test
    void aPoolingIsChosenOnlyWhereTokensArePooled() throws IOException {
        Path clip = SmallTextModels.write("clip", folder.resolve("clip"));
        PretrainedText pooled = new PretrainedText(
                Optional.of(clip), Optional.of(TextPooling.MEAN), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> pooled.poolings(pooled.model()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("CLIP text encoder takes the vector of one token by a rule of its own");
        Path st = SmallTextModels.write("sentence-transformers", folder.resolve("st"));
        assertThat(PretrainedText.in(st).poolings(PretrainedText.in(st).model()))
                .containsExactly(TextPooling.FIRST_TOKEN, TextPooling.MEAN);
        Files.delete(st.resolve("config.json"));
        assertThatThrownBy(() -> FrozenEncoder.of(PretrainedText.in(st), 64))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Missing files: config.json");
    }
}
