package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.inspect.TokenCounter;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.datasets.source.Content;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.datasets.text.TableText;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.evaluate.PriorRegression;
import io.winnow.trainer.evaluate.SparseRows;
import io.winnow.trainer.evaluate.TfIdfFeatures;
import io.winnow.trainer.modality.Baseline;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.VectorLoader;
import io.winnow.trainer.modality.VectorRows;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.modality.records.RecordItems;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.run.ReadFailure;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.PretrainedText;
import io.winnow.trainer.table.TextTokenizer;
import io.winnow.trainer.table.TokenArrays;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Described texts, as vectors or as tokens, which are computed when they are needed.
 *
 * @param content columns of the texts
 * @param pretrained the encoder that is copied into a run
 * @param encoder the encoder of the vectors, whose tokenizer makes the tokens
 * @param representation what the network takes
 * @param kept folder in which vectors are kept; empty if they are not kept
 * @param knowledge where what is known about the texts comes from
 */
record TextItems(
        Content content,
        PretrainedText pretrained,
        FrozenEncoder encoder,
        TextDataConfig.Representation representation,
        Optional<Path> kept,
        KnowledgeSource knowledge)
        implements RecordItems {
    /** Factor C of the losses of the tf-idf baseline against its penalty (text-common.md, section 3). */
    private static final double BASELINE_STRENGTH = 10;

    /** Factor that makes logits, or weights of a linear model, of the vectors of the names of classes (text-common.md, section 3). */
    private static final float NAME_SCALE = 10;

    /** Factor C of the losses of the baseline with the names of classes as a prior against its penalty (text-common.md, section 3). */
    private static final double PRIOR_STRENGTH = 30;

    /** Number of classes above which the tf-idf baseline has words alone, without pairs of words (text-common.md, section 3). */
    private static final int MANY_CLASSES = 500;

    @Override
    public String unit() {
        return "texts";
    }

    @Override
    public Preprocessing fit(DescribedData train, int[] examples) throws IOException {
        return switch (representation) {
            case TOKENS -> new TextTokens(encoder, encoder.dimension(), encoder.vocabulary());
            case VECTORS -> new TextVectors(encoder, encoder.dimension());
            case TOKEN_VECTORS ->
                new TextTokenVectors(
                        encoder,
                        (int) encoder.tokenVectors(Precision.FLOAT32, 0, Optional.empty())
                                        .getOutputShapes(new Shape[] {new Shape(1, 2, 1)})[0]
                                        .get(2)
                                - 1,
                        knowledge.fit(train, examples).orElse(null));
        };
    }

    @Override
    public List<String> notes() {
        return knowledge.notes();
    }

    @Override
    public List<String> notes(Dataset<?> train, int[] examples) throws IOException {
        List<Text> some = Arrays.stream(EvenSpacing.of(examples.length, TextNotes.MOST))
                .mapToObj(i -> ((EncodedTexts) train).texts().item(examples[i]))
                .toList();
        return TextNotes.of(
                some,
                tokens().orElseThrow(),
                train.name(),
                pretrained.directory().isEmpty());
    }

    @Override
    public EncodedTexts dataset(DescribedData data, Labels labels) throws IOException {
        return new EncodedTexts(TextDataset.of(data, labels), encoder, kept, knowledge.get());
    }

    @Override
    public ExampleLoader loader(Dataset<?> train, int[] examples, int batchSize) {
        EncodedTexts texts = (EncodedTexts) train;
        return switch (representation) {
            case TOKENS ->
                new TokenLoader(
                        texts::tokens,
                        encoder.rules(),
                        examples,
                        batchSize,
                        (chosen, length, manager) ->
                                TokenArrays.of(texts.tokens(), chosen, length, encoder.rules(), manager));
            case VECTORS -> new VectorLoader(texts::vectors, examples, batchSize);
            case TOKEN_VECTORS -> new TokenLoader(texts::tokens, encoder.rules(), examples, batchSize, texts::marked);
        };
    }

    private boolean ofTokens() {
        return representation == TextDataConfig.Representation.TOKENS;
    }

    @Override
    public Views views(Dataset<?> train, int[] examples, Optional<ViewsConfig> config, Views.Strength usual) {
        boolean vectors = representation == TextDataConfig.Representation.VECTORS;
        if (!ofTokens() && config.isEmpty() && !(vectors && usual != Views.Strength.WEAK)) {
            return (read, first, key, number) -> read;
        }
        if (!ofTokens() && !vectors) {
            throw new UserException("Vectors of tokens have no random views. Leave the section of the views out, or set"
                    + " data.representation to tokens or vectors.");
        }
        if (!(config.orElse(TextViewsConfig.usual(usual)) instanceof TextViewsConfig chosen)) {
            throw new UserException(
                    "The random views in the configuration are not those of texts. Set their kind to text.");
        }
        EncodedTexts texts = (EncodedTexts) train;
        try {
            List<Tokens> own =
                    Arrays.stream(examples).mapToObj(texts.tokens()::get).toList();
            int padding = encoder.rules().padding();
            TextViews views = new TextViews(chosen, encoder.pieces(), padding, own);
            Map<Integer, List<Tokens>> given = chosen.augmented().isEmpty()
                    ? Map.of()
                    : AugmentedTexts.tokens(chosen.augmented().get(), texts.texts(), encoder);
            if (vectors) {
                return new TextCopies(views, chosen.copies(), own, examples, given, encoder, train.name(), kept);
            }
            return given.isEmpty() ? views : new AugmentedViews(views, given, padding);
        } catch (IOException e) {
            throw ReadFailure.of(e);
        }
    }

    @Override
    public Preview preview(Dataset<?> examples, int index) {
        Text text = ((EncodedTexts) examples).texts().item(index);
        return new Preview.Excerpt(text.second().isEmpty() ? text.first() : text.first() + "\n" + text.second());
    }

    @Override
    public Optional<TokenCounter> tokens() {
        return Optional.of(new TokenCounter(this::lengths, encoder.rules().maxTokens()));
    }

    private int[] lengths(List<Text> texts) throws IOException {
        try (TextTokenizer tokenizer = pretrained.tokenizer(encoder.rules().uncut())) {
            return tokenizer
                    .encode(texts.stream()
                            .map(text -> new TableText.Segments(text.first(), text.second()))
                            .toList())
                    .stream()
                    .mapToInt(Tokens::length)
                    .toArray();
        }
    }

    @Override
    public void prepare(Dataset<?> items, Consumer<String> say) {
        EncodedTexts texts = (EncodedTexts) items;
        switch (representation) {
            case TOKENS -> {}
            case VECTORS -> texts.prepareVectors(say);
            case TOKEN_VECTORS -> texts.prepareStates(say);
        }
    }

    @Override
    public void keep(Path run) throws IOException {
        pretrained.keep(run);
        knowledge.keep(run);
    }

    @Override
    public Map<String, Baseline> baselines(Dataset<?> train, int[] examples, Labels labels) {
        Map<String, Baseline> baselines = new LinkedHashMap<>();
        baselines.put("tfidf", (target, others) -> tfIdf((EncodedTexts) train, examples, labels, target, others));
        baselines.put("label_names", this::labelNames);
        baselines.put(
                "label_name_prior",
                (target, others) -> labelNamePrior((EncodedTexts) train, examples, labels, target, others));
        return baselines;
    }

    /** The cosine of a text and the names of the classes, without training (text-common.md, section 3). */
    private Optional<List<float[]>> labelNames(Target target, List<Dataset<?>> others) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray names = NameVectors.of(encoder, target.names(), manager)
                    .mul(NAME_SCALE)
                    .transpose();
            List<float[]> predictions = new ArrayList<>();
            for (Dataset<?> other : others) {
                float[][] vectors = ((EncodedTexts) other).vectors();
                Optional<NDArray> own = target.ofClassLogits(
                        VectorRows.batch(vectors, TaskData.all(other), manager).matMul(names));
                if (own.isEmpty()) {
                    return Optional.empty();
                }
                predictions.add(own.get().toFloatArray());
            }
            return Optional.of(predictions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A linear model on the vectors of the texts that starts from those of the names of the classes (text-common.md, section 3). */
    private Optional<List<float[]>> labelNamePrior(
            EncodedTexts train, int[] examples, Labels labels, Target target, List<Dataset<?>> others) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return target.priorLinear(
                            NameVectors.of(encoder, target.names(), manager).mul(NAME_SCALE),
                            VectorRows.batch(train.vectors(), examples, manager),
                            labels,
                            PRIOR_STRENGTH)
                    .map(weights -> others.stream()
                            .map(other ->
                                    VectorRows.batch(((EncodedTexts) other).vectors(), TaskData.all(other), manager))
                            .map(vectors -> target.ofClassLogits(PriorRegression.logits(vectors, weights))
                                    .orElseThrow()
                                    .toFloatArray())
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A linear model on tf-idf weights of words and pairs of words (text-common.md, section 3). */
    private static Optional<List<float[]>> tfIdf(
            EncodedTexts train, int[] examples, Labels labels, Target target, List<Dataset<?>> others) {
        boolean many = target.names().size() > MANY_CLASSES;
        TfIdfFeatures features = TfIdfFeatures.fit(texts(train, examples), !many, many ? 2 : 1);
        List<SparseRows> rows = new ArrayList<>();
        for (Dataset<?> other : others) {
            rows.add(features.rows(texts((EncodedTexts) other, TaskData.all(other))));
        }
        return target.sparseLinear(features.rows(texts(train, examples)), labels, rows, BASELINE_STRENGTH);
    }

    private static List<String> texts(EncodedTexts from, int[] chosen) {
        return Arrays.stream(chosen)
                .mapToObj(from.texts()::item)
                .map(text -> text.first() + " " + text.second())
                .toList();
    }

    @Override
    public double[][] similarity(List<String> classNames) throws IOException {
        return NameVectors.similarity(encoder, classNames);
    }
}
