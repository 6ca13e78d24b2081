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
import io.winnow.models.text.BertEncoder;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The network from a table to its vector. */
@Doc("The network from a table to its vector.")
public sealed interface TableEncoderConfig {
    /**
     * What training tables teach of how tables are read.
     *
     * @param cache a folder for what is computed once for each table
     */
    TableInput fit(List<Table> training, Optional<Path> cache, NDManager manager) throws IOException;

    /** What {@link TableInput#write} wrote. */
    TableInput read(Path folder, Optional<Path> cache, NDManager manager) throws IOException;

    /** The network without weights. */
    Layer network(TableInput input, Precision precision) throws IOException;

    /** The network from ids, without weights: with the pretrained encoder as a part where training has it outside. */
    default Layer whole(TableInput input) throws IOException {
        return network(input, Precision.FLOAT32);
    }

    /** What {@link #whole} reads. */
    default TableInput ids(TableInput input) throws IOException {
        return input;
    }

    /** Puts pretrained weights into a network that has drawn random ones, where there are such. */
    default void pretrain(Layer network, TableInput input, NDManager manager) throws IOException {}

    /** The pretrained encoder that is judged beside this one as it is. */
    default PretrainedText pretrainedText() {
        return PretrainedText.EMBEDDED;
    }

    /** Copies what the network needs besides its weights into its folder, so that the folder is complete in itself. */
    default void keep(Path folder) throws IOException {}

    /** The same with what {@link #keep} copied, where there is such. */
    default TableEncoderConfig at(Path folder) {
        return this;
    }

    /** Whether both tables of a pair go through the network by themselves, as batch statistics depend on it. */
    boolean siamese();

    /** TabSim's own network, trained from scratch (Habibi et al. 2020). */
    @Kind("tabsim")
    record TabSim(
            @Doc("Words of a caption that are read.") @Default("12")
            int captionWords,

            @Doc("Rows of a table that are read, the header's included.") @Default("9")
            int rows,

            @Doc("Cells of a row that are read.") @Default("9")
            int cells,

            @Doc("Words of a cell that are read.") @Default("4")
            int cellWords,

            @Doc("Rarer words of the training tables are unknown.") @Default("2")
            int minCount,

            @Doc("The most frequent words are kept.") @Default("50000")
            int maxWords,

            @Doc("Numbers of a word's vector.") @Default("200")
            int embedding,

            @Doc(
                    "Vectors that words start from: a text file of GloVe, word2vec or fastText, .gz or not; other words start at"
                            + " random.")
            @JsonIgnore // a matter of the training alone: exported files have the vectors that it led to
            Optional<Path> wordVectors,

            @Doc("Numbers of the state of the LSTM in each direction.") @Default("50")
            int state,

            @Doc("Numbers of the vector of a row, and of a table.") @Default("100")
            int hidden,

            @Doc("Neighbours that cells and rows attend to, themselves included.") @Default("9")
            int attentionWidth,

            @Default("0.1") double dropout,

            @Doc("What batch normalisation keeps of its running statistics at each step.") @Default("0.9")
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

        /** The vocabulary counts each training table once. */
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

        /** How much of a table is read. */
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

    /** A pretrained BERT encoder that reads views of a table as texts. */
    sealed interface Pretrained extends TableEncoderConfig {
        PretrainedText pretrained();

        List<TableText.View> views();

        int maxTokens();

        /** What the network that is trained reads. */
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

        /** The views as ids of subwords. */
        default TableInput texts() throws IOException {
            return new TokenInput(pretrained().tokenizer(maxTokens()), views());
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

    /** Trained on, end to end. */
    @Kind("transformer")
    record Transformer(
            @Default("{}") PretrainedText pretrained,

            @Doc("Parts of a table, each a text; their vectors are put beside each other with equal weight.")
            @Default("[caption_and_rows]")
            List<TableText.View> views,

            @Doc("Subwords of a text that are read.") @Default("128")
            int maxTokens,

            @Doc("After embeddings, attention and hidden layers.") @Default("0.1")
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
            return pretrained.options().withDropout(dropout, 0).build(pretrained.pooling(), precision);
        }

        @Override
        public void pretrain(Layer network, TableInput input, NDManager manager) throws IOException {
            pretrained.load((BertEncoder) network, manager);
        }
    }

    /** As it is; what is trained is a small head on its vectors, which are computed once. */
    @Kind("frozen")
    record Frozen(
            @Default("{}") PretrainedText pretrained,

            @Doc("Parts of a table, each a text; their vectors are put beside each other with equal weight.")
            @Default("[caption, headers, rows, caption_and_rows]")
            List<TableText.View> views,

            @Doc("Subwords of a text that are read.") @Default("256")
            int maxTokens,

            @Doc("Of the vectors, in training.") @Default("0.1")
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
            return new ResidualHead(pretrained.options().width() * views.size(), dropout);
        }

        @Override
        public Layer whole(TableInput input) throws IOException {
            return new EncoderWithHead(
                    pretrained.options().build(pretrained.pooling(), Precision.FLOAT32),
                    network(input, Precision.FLOAT32));
        }
    }
}
