package io.winnow.trainer.modality.text;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.source.Content;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Inline;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.Need;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.records.RecordDataConfig;
import io.winnow.trainer.modality.records.RecordItems;
import io.winnow.trainer.modality.records.RecordsConfig;
import io.winnow.trainer.table.PretrainedText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Texts in files of records, and the pretrained encoder that takes them (text-common.md, section 1). */
@Kind("texts")
@Doc("Texts in files of records, what is known of each text, and the pretrained encoder that takes the texts.")
public record TextDataConfig(
        @Inline RecordsConfig records,

        @Doc("Columns of the text, in order. Several are joined by a full stop and a blank.") @Default("[text]")
        List<String> inputs,

        @Doc("Two columns with a text each, such as a premise and a hypothesis, instead of inputs.")
        Optional<Pair> pair,

        @Doc("Largest number of subword tokens of a text; longer texts are cut. At least 8.") @Default("128")
        int maxTokens,

        @Doc("What the encoder of the model takes: vectors, which the pretrained encoder makes of the texts and"
                + " which are not trained (encoder frozen), tokens, so that the pretrained encoder is trained"
                + " further (encoder fine_tuned), or token_vectors, which are vectors of all tokens of a text"
                + " (encoder frozen) and take about 1.5 kilobytes of memory for each token.")
        @Default("vectors")
        Representation representation,

        Optional<KnowledgeConfig> knowledge,

        @Default("{}") PretrainedText pretrained)
        implements RecordDataConfig {
    /** The smallest largest number of tokens of a text. */
    static final int FEWEST_TOKENS = 8;

    public TextDataConfig {
        new Checks()
                .that(!inputs.isEmpty(), "inputs", "must name at least one column")
                .atLeast("max_tokens", maxTokens, FEWEST_TOKENS)
                .that(
                        knowledge.isEmpty() || representation == Representation.TOKEN_VECTORS,
                        "knowledge",
                        "needs the vectors of all tokens of a text; set representation to token_vectors")
                .done();
    }

    /** What the encoder of a model takes. */
    public enum Representation {
        /** The vectors that the pretrained encoder makes of the texts. */
        VECTORS,
        /** The token ids that the pretrained encoder takes. */
        TOKENS,
        /** The vectors that the pretrained encoder makes of the tokens of the texts. */
        TOKEN_VECTORS
    }

    /** Two texts. */
    @Doc("Two columns with a text each.")
    public record Pair(
            @Doc("Column of the first text.") String first,
            @Doc("Column of the second text.") String second) {}

    @Override
    public String unit() {
        return "texts";
    }

    @Override
    public Optional<String> lacks(Need need) {
        if (need == Need.TABLE_PAIRS) {
            return RecordDataConfig.super.lacks(need);
        }
        boolean copied = need == Need.CHANGES && representation == Representation.VECTORS;
        return copied || representation == Representation.TOKENS
                ? Optional.empty()
                : Optional.of(
                        (representation == Representation.VECTORS ? "texts as vectors" : "texts as vectors of tokens")
                                + " of a frozen encoder have no " + need.description()
                                + ". Set representation to tokens, and the encoder to fine_tuned");
    }

    private Content content() {
        return pair.<Content>map(each -> new Content.TextPair(each.first(), each.second()))
                .orElseGet(() -> new Content.Texts(inputs));
    }

    @Override
    public RecordItems items(Optional<Path> kept, Optional<Preprocessing> fixed) {
        FrozenEncoder encoder = fixed.map(each -> ((TextPreprocessing) each).encoder())
                .orElseGet(() -> FrozenEncoder.of(pretrained, maxTokens));
        return new TextItems(
                content(),
                pretrained,
                encoder,
                representation,
                kept,
                new KnowledgeSource(knowledge, fixed, encoder, kept));
    }

    @Override
    public boolean readsLines() {
        return pair.isEmpty();
    }

    @Override
    public Dataset<?> readLines(String name, InputStream in, TextCharset charset, Inputs inputs) throws IOException {
        TextPreprocessing preprocessing = (TextPreprocessing) inputs.preprocessing();
        KnowledgeSource source = new KnowledgeSource(
                Optional.empty(), Optional.of(preprocessing), preprocessing.encoder(), Optional.empty());
        return new EncodedTexts(
                TextLines.read(name, in, charset), preprocessing.encoder(), Optional.empty(), source.get());
    }

    @Override
    public TextDataConfig strict() {
        return this;
    }
}
