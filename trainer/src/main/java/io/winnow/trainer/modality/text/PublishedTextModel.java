package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.modality.SentenceTower;
import io.winnow.trainer.modality.VectorRows;
import io.winnow.trainer.model.Exportable;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TextTower;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.published.PublishedCheckpoint;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A published encoder of texts. It reads columns of files of records, and the lines of files whose names end in .txt. For an evaluation, a
 * column has their classes.
 *
 * @param preprocessing the encoder
 * @param columns the columns
 * @param source where the weights come from; empty for the encoder that comes with Winnow
 */
record PublishedTextModel(TextVectors preprocessing, TextColumns columns, Optional<Source> source)
        implements TrainedModel {
    /** An encoder that reads the usual columns. */
    PublishedTextModel(TextVectors preprocessing, Optional<Source> source) {
        this(preprocessing, TextColumns.USUAL, source);
    }

    /**
     * The published weights.
     *
     * @param manager manager to which the weights of an export are attached
     */
    record Source(PublishedCheckpoint checkpoint, NDManager manager) {}

    @Override
    public ModelOutput output() {
        return new ModelOutput(ModelOutput.Kind.ENCODER, preprocessing.dimension(), null);
    }

    @Override
    public ItemReader<?> reader() {
        return columns.reader(preprocessing);
    }

    @Override
    public NDArray run(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) {
        EncodedTexts texts = TextPreprocessing.texts(items).by(preprocessing.encoder());
        return VectorRows.batch(texts.vectors(), examples, manager);
    }

    @Override
    public Optional<TextTower> texts() {
        SentenceTower tower = (texts, manager) -> preprocessing.compute(dataset(texts), manager);
        return Optional.of(tower);
    }

    private static TextDataset dataset(List<String> texts) {
        return TextDataset.unlabelled(
                "the classes",
                IntStream.range(0, texts.size()).mapToObj(Integer::toString).toList(),
                texts.stream().map(Text::of).toList());
    }

    @Override
    public Optional<Exportable> exportable() throws IOException {
        return source.isEmpty()
                ? Optional.empty()
                : Optional.of(ExportableTexts.of(
                        source.get().checkpoint(),
                        preprocessing.encoder(),
                        source.get().manager()));
    }

    @Override
    public String digest() throws IOException {
        return preprocessing.addTo(new Fingerprint()).hex();
    }

    @Override
    public void close() {
        // The weights are read when texts are, and are closed with them.
    }
}
