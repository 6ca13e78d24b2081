package io.winnow.trainer.modality.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.modality.Modalities;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.Item;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.published.PublishedCheckpoint;
import io.winnow.trainer.table.PretrainedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published encoders of texts as models of their own. */
class PublishedTextModelTest {
    private static final List<String> TEXTS = List.of("the cat", "a longer text about the cat", "dogs");

    @TempDir
    Path folder;

    private static TextDataset texts() {
        return new TextDataset(
                "texts",
                List.of("0", "1", "2"),
                TEXTS.stream().map(Text::of).toList(),
                new NoLabels(3),
                ReadReport.EMPTY);
    }

    @Test
    void embedsLinesAndRecordsAsTheEncoderDoes() throws IOException {
        for (String name : List.of("sentence-transformers", "roberta", "clip")) {
            Path directory = SmallTextModels.write(name, folder.resolve(name));
            Path lines = Files.write(folder.resolve("lines.txt"), TEXTS);
            Path records = Files.writeString(
                    folder.resolve("records.csv"), "key,text\na," + String.join("\nb,", TEXTS) + "\n");
            try (NDManager manager = NDManager.newBaseManager();
                    TrainedModel model = Modalities.openPublished(
                            PublishedCheckpoint.open(directory), false, Optional.of("texts"), manager)) {
                float[] expected = FrozenEncoder.of(PretrainedText.in(directory), 512)
                        .compute(texts(), manager)
                        .toFloatArray();
                assertThat(model.output().dimension()).isEqualTo(expected.length / 3);
                assertThat(read(model, lines, manager)).containsExactly(expected, offset(1e-6f));
                assertThat(read(model, records, manager)).containsExactly(expected, offset(1e-6f));
                // Texts that another encoder made vectors of are encoded again.
                Dataset<?> others =
                        new EncodedTexts(texts(), FrozenEncoder.of(PretrainedText.EMBEDDED, 512), Optional.empty());
                assertThat(model.run(others, TaskData.all(others), manager).toFloatArray())
                        .containsExactly(expected, offset(1e-6f));
            }
        }
    }

    @Test
    void readsLabelsForAnEvaluation() throws IOException {
        Path directory = SmallTextModels.write("roberta", folder.resolve("labelled"));
        Path records = Files.writeString(folder.resolve("labelled.csv"), "text,label\nthe cat,x\ndogs,y\n");
        try (NDManager manager = NDManager.newBaseManager();
                TrainedModel model = Modalities.openPublished(
                        PublishedCheckpoint.open(directory), false, Optional.of("texts"), manager);
                Dataset<?> labelled = model.reader()
                        .labelled(
                                records.toString(),
                                new InputOptions(
                                        new Catalog(DataRoot.ofEnvironment()), TextCharset.UTF_8, Optional.empty()))
                        .orElseThrow()) {
            assertThat(labelled.labels().classNames()).containsExactly("x", "y");
        }
    }

    private static float[] read(TrainedModel model, Path file, NDManager manager) throws IOException {
        return read(model, model.reader(), file, manager);
    }

    private static <X> float[] read(TrainedModel model, ItemReader<X> reader, Path file, NDManager manager)
            throws IOException {
        float[][] found = {null};
        InputOptions options =
                new InputOptions(new Catalog(DataRoot.ofEnvironment()), TextCharset.UTF_8, Optional.empty());
        reader.read(List.of(file.toString()), options, (items, progress) -> {
            List<Item.Loaded<X>> loaded = new ArrayList<>();
            while (items.hasNext()) {
                Item<X> item = items.next();
                loaded.add(new Item.Loaded<>(item.key(), item.source().read()));
            }
            ItemReader.Collected collected = reader.collect(loaded);
            found[0] =
                    model.run(collected.items(), collected.examples(), manager).toFloatArray();
        });
        return found[0];
    }
}
