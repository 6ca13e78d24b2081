package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.VectorRows;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TrainedModel;
import java.io.IOException;
import java.util.List;

/**
 * A published encoder of texts. It reads the column {@code text} of files of records, and the lines of files whose names end in .txt. For an
 * evaluation, the column {@code label} has their classes.
 *
 * @param preprocessing the encoder
 */
record PublishedTextModel(TextVectors preprocessing) implements TrainedModel {
    @Override
    public ModelOutput output() {
        return new ModelOutput(ModelOutput.Kind.ENCODER, preprocessing.dimension(), null);
    }

    @Override
    public ItemReader<?> reader() {
        // The file stands for those that are read: the section must name one.
        TextDataConfig described = new ConfigReader()
                .parse(
                        TextDataConfig.class,
                        "the texts",
                        "{file: texts.csv, labels: {label: {kind: class}}}",
                        List.of());
        return described.reader(new Inputs(preprocessing, null));
    }

    @Override
    public NDArray run(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) {
        EncodedTexts texts = TextPreprocessing.texts(items).by(preprocessing.encoder());
        return VectorRows.batch(texts.vectors(), examples, manager);
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
