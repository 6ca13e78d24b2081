package io.winnow.trainer.table;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.annotation.JsonIgnore;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.text.TableText;
import io.winnow.datasets.text.TokenLimits;
import io.winnow.datasets.text.Vocabulary;
import io.winnow.datasets.text.Words;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.head.ResidualHead;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.table.TableNetOptions;
import io.winnow.models.text.TextModel;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Configuration of the network that computes the vector of a table. */
@Doc("The network that computes the vector of a table.")
public sealed interface TableEncoderConfig {
    /**
     * Builds the conversion of tables to the network's input, such as a vocabulary, from the training tables.
     *
     * @param cache folder in which vectors that are computed once for each table are stored
     */
    TableInput fit(List<Table> training, Optional<Path> cache, NDManager manager) throws IOException;

    /** Reads the conversion that {@link TableInput#write} wrote. */
    TableInput read(Path folder, Optional<Path> cache, NDManager manager) throws IOException;

    /** Builds the network, not yet initialised. */
    Layer network(TableInput input, Precision precision) throws IOException;

    /**
     * Builds the network that computes vectors from token ids, not yet initialised. It includes the pretrained encoder even if training
     * uses the encoder's precomputed vectors.
     */
    default Layer whole(TableInput input) throws IOException {
        return network(input, Precision.FLOAT32);
    }

    /** Returns the input of the network that {@link #whole} builds. */
    default TableInput ids(TableInput input) throws IOException {
        return input;
    }

    /** Replaces the random initial weights of a network by pretrained ones, if there are any. */
    default void pretrain(Layer network, TableInput input, NDManager manager) throws IOException {}

    /** The pretrained encoder that is evaluated as a baseline, without training. */
    default PretrainedText pretrainedText() {
        return PretrainedText.EMBEDDED;
    }

    /** Copies the files that the network needs besides its weights into a folder, so that a run is self-contained. */
    default void keep(Path folder) throws IOException {}

    /** Returns this configuration with the files that {@link #keep} copied, if there are any. */
    default TableEncoderConfig at(Path folder) {
        return this;
    }

    /**
     * Whether the first tables of pairs and the second ones each have their own batch statistics in batch normalisation, as if they went through
     * the network in separate passes.
     */
    boolean siamese();

    /** The network of TabSim (Habibi et al. 2020), trained from scratch. */
    @Kind("tabsim")
    record TabSim(
            @Doc("Number of words of a caption that are read; later words are ignored.") @Default("12")
            int captionWords,

            @Doc("Number of rows of a table that are read, including the header; later rows are ignored.") @Default("9")
            int rows,

            @Doc("Number of cells of a row that are read; later cells are ignored.") @Default("9")
            int cells,

            @Doc("Number of words of a cell that are read; later words are ignored.") @Default("4")
            int cellWords,

            @Doc(
                    "A word enters the vocabulary if it occurs at least this often in the training tables; rarer words are unknown.")
            @Default("2")
            int minCount,

            @Doc("Largest size of the vocabulary; the most frequent words are kept.") @Default("50000")
            int maxWords,

            @Doc("Size of the word embeddings.") @Default("200")
            int embedding,

            @Doc(
                    "Pretrained word vectors to initialize the embeddings with: a text file of GloVe, word2vec or fastText,"
                            + " optionally compressed (.gz). Words that are not in the file are initialised at random.")
            @JsonIgnore // matters in training only: exported files contain the trained embeddings
            Optional<Path> wordVectors,

            @Doc("Hidden size of the LSTM in each direction.") @Default("50")
            int state,

            @Doc("Size of the vector of a row, and of the vector of all rows together.") @Default("100")
            int hidden,

            @Doc(
                    "Width of the attention window: the number of positions that a cell or row attends to, with itself in the middle.")
            @Default("9")
            int attentionWidth,

            @Doc("Dropout probability of the table's vector in training, in [0, 1).") @Default("0.1")
            double dropout,

            @Doc(
                    "Momentum of batch normalisation, in [0, 1): the share of its running statistics that it keeps at each step"
                            + " (1 minus PyTorch's momentum).")
            @Default("0.9")
            double normMomentum)
            implements TableEncoderConfig {
        public TabSim {
            new Checks()
                    .atLeast("caption_words", captionWords, 1)
                    .atLeast("rows", rows, 1)
                    .atLeast("cells", cells, 1)
                    .atLeast("cell_words", cellWords, 1)
                    .atLeast("min_count", minCount, 1)
                    .atLeast("max_words", maxWords, 1)
                    .atLeast("embedding", embedding, 1)
                    .atLeast("state", state, 1)
                    .atLeast("hidden", hidden, 1)
                    .atLeast("attention_width", attentionWidth, 1)
                    .below("dropout", dropout, 0, 1)
                    .below("norm_momentum", normMomentum, 0, 1)
                    .done();
        }

        /** Builds the vocabulary, in which the words of each training table are counted once. */
        @Override
        public TableInput fit(List<Table> training, Optional<Path> cache, NDManager manager) {
            Words words = new Words(true);
            Stream<String> all = training.stream()
                    .flatMap(table -> Stream.concat(words.of(table.caption()).stream(), words.ofCells(table)));
            return input(Vocabulary.fit(all, new Vocabulary.Options(true, minCount, maxWords)));
        }

        @Override
        public TableInput read(Path folder, Optional<Path> cache, NDManager manager) throws IOException {
            return input(WordInput.vocabulary(folder));
        }

        private TableInput input(Vocabulary vocabulary) {
            return TableInput.words(vocabulary, limits());
        }

        /** The limits on how much of a table is read. */
        public TokenLimits limits() {
            return new TokenLimits(rows, cells, cellWords, captionWords);
        }

        @Override
        public Layer network(TableInput input, Precision precision) {
            int size = ((WordInput) input).tokens().vocabulary().size();
            return new TableNetOptions(
                            captionWords,
                            rows,
                            cells,
                            cellWords,
                            embedding,
                            state,
                            hidden,
                            attentionWidth,
                            dropout,
                            normMomentum)
                    .build(size, size);
        }

        @Override
        public void pretrain(Layer network, TableInput input, NDManager manager) throws IOException {
            if (wordVectors.isPresent()) {
                Vocabulary vocabulary = ((WordInput) input).tokens().vocabulary();
                WordVectors.read(wordVectors.get(), vocabulary, embedding)
                        .fill(network, TableNetOptions.EMBEDDINGS, vocabulary);
            }
        }

        @Override
        public boolean siamese() {
            return true;
        }
    }

    /** A pretrained text encoder, which reads each view of a table as a text. */
    sealed interface Pretrained extends TableEncoderConfig {
        PretrainedText pretrained();

        List<TableText.View> views();

        int maxTokens();

        /** Returns the input of the network that is trained. */
        TableInput input(Optional<Path> cache, NDManager manager) throws IOException;

        @Override
        default TableInput fit(List<Table> training, Optional<Path> cache, NDManager manager) throws IOException {
            return input(cache, manager);
        }

        @Override
        default TableInput read(Path folder, Optional<Path> cache, NDManager manager) throws IOException {
            return input(cache, manager);
        }

        @Override
        default void keep(Path folder) throws IOException {
            pretrained().keep(folder);
        }

        /** Returns the input that converts the views of a table to subword ids. */
        default TableInput texts() throws IOException {
            TokenRules rules = pretrained().rules(pretrained().model(), maxTokens());
            return new TokenInput(pretrained().tokenizer(rules), views());
        }

        @Override
        default TableInput ids(TableInput input) throws IOException {
            return texts();
        }

        @Override
        default PretrainedText pretrainedText() {
            return pretrained();
        }

        @Override
        default boolean siamese() {
            return false;
        }
    }

    /** A pretrained encoder that is fine-tuned end to end. */
    @Kind("transformer")
    record Transformer(
            @Default("{}") PretrainedText pretrained,

            @Doc(
                    "Views of a table, each of which is encoded as one text: caption, headers, rows, columns, caption_and_rows or"
                            + " caption_and_columns. The vectors of the views are concatenated, with equal weight.")
            @Default("[caption_and_rows]")
            List<TableText.View> views,

            @Doc("Largest number of subword tokens of a text; longer texts are cut. At least 8.") @Default("128")
            int maxTokens,

            @Doc("Dropout probability after the embeddings, attention and hidden layers in training, in [0, 1).")
            @Default("0.1")
            double dropout)
            implements Pretrained {
        public Transformer {
            TableTexts.check(views, maxTokens).below("dropout", dropout, 0, 1).done();
        }

        @Override
        public Transformer at(Path folder) {
            return new Transformer(pretrained.at(folder), views, maxTokens, dropout);
        }

        @Override
        public TableInput input(Optional<Path> cache, NDManager manager) throws IOException {
            return texts();
        }

        @Override
        public Layer network(TableInput input, Precision precision) throws IOException {
            TextModel model = pretrained.model();
            return model.unscaledEncoder(pretrained.poolings(model), precision, dropout);
        }

        @Override
        public void pretrain(Layer network, TableInput input, NDManager manager) throws IOException {
            pretrained.model().load(network, manager);
        }
    }

    /** A pretrained encoder that is frozen. Only a small head is trained, on the encoder's vectors, which are computed once. */
    @Kind("frozen")
    record Frozen(
            @Default("{}") PretrainedText pretrained,

            @Doc(
                    "Views of a table, each of which is encoded as one text: caption, headers, rows, columns, caption_and_rows or"
                            + " caption_and_columns. The vectors of the views are concatenated, with equal weight.")
            @Default("[caption, headers, rows, caption_and_rows]")
            List<TableText.View> views,

            @Doc("Largest number of subword tokens of a text; longer texts are cut. At least 8.") @Default("256")
            int maxTokens,

            @Doc("Dropout probability of the encoder's vectors in training, in [0, 1).") @Default("0.1")
            double dropout)
            implements Pretrained {
        public Frozen {
            TableTexts.check(views, maxTokens).below("dropout", dropout, 0, 1).done();
        }

        @Override
        public Frozen at(Path folder) {
            return new Frozen(pretrained.at(folder), views, maxTokens, dropout);
        }

        @Override
        public TableInput input(Optional<Path> cache, NDManager manager) throws IOException {
            return new FrozenInput(new ViewVectors(pretrained, maxTokens, cache, manager), views, manager);
        }

        @Override
        public Layer network(TableInput input, Precision precision) throws IOException {
            TextModel model = pretrained.model();
            return new ResidualHead(model.dimension(pretrained.poolings(model)) * views.size(), dropout);
        }

        @Override
        public Layer whole(TableInput input) throws IOException {
            TextModel model = pretrained.model();
            return new EncoderWithHead(
                    model.unscaledEncoder(pretrained.poolings(model), Precision.FLOAT32, 0),
                    network(input, Precision.FLOAT32));
        }
    }
}
