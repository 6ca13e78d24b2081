package io.winnow.trainer.modality.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.models.text.TextPooling;
import io.winnow.trainer.cli.CommandRun;
import io.winnow.trainer.modality.Modalities;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.Item;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.published.PublishedCheckpoint;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.table.PretrainedText;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Published encoders of texts as models of their own. */
class PublishedTextModelTest {
    private static final List<String> TEXTS = List.of("the cat", "a longer text about the cat", "dogs");

    private static final DataType FLOAT = DataType.FLOAT32;

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
                float[] expected = new FrozenVectors(FrozenEncoder.of(PretrainedText.in(directory), 512))
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

    /** So a prediction of a large file computes the vectors batch by batch. */
    @Test
    void aPartOfTextsHasTheVectorsOfItsOwnTextsAlone() throws IOException {
        Path directory = SmallTextModels.write("roberta", folder.resolve("part"));
        EncodedTexts all =
                new EncodedTexts(texts(), FrozenEncoder.of(PretrainedText.in(directory), 512), Optional.empty());
        EncodedTexts part = all.part(new int[] {2, 0});
        assertThat(part.size()).isEqualTo(2);
        assertThat(part.tokens()).hasSize(2);
        assertThat(part.vectors()).hasNumberOfRows(2);
        for (int i = 0; i < 2; i++) {
            int before = i == 0 ? 2 : 0;
            assertThat(part.key(i)).isEqualTo(all.key(before));
            assertThat(part.item(i)).isEqualTo(all.item(before));
            assertThat(part.vectors()[i]).containsExactly(all.vectors()[before], offset(1e-6f));
        }
    }

    /** A folder is given back whole: read again, it has the weights that were written, to the bit, and tokenises texts as before. */
    @Test
    void anEncoderIsWrittenAsItsLibraryHasIt() throws IOException {
        for (String name : SmallTextModels.NAMES) {
            Path directory = SmallTextModels.write(name, folder.resolve("from-" + name));
            Files.writeString(directory.resolve("tokenizer_config.json"), "{\"model_max_length\": 20}");
            FrozenEncoder encoder = FrozenEncoder.of(PretrainedText.in(directory), 16);
            Path written = folder.resolve("to-" + name);
            try (NDManager manager = NDManager.newBaseManager()) {
                Map<String, NDArray> trained = new HashMap<>();
                encoder.unitLengthNetwork(manager).getParameters().forEach(pair -> {
                    NDArray array = pair.getValue().getArray();
                    trained.put(pair.getKey(), array.add(manager.randomNormal(0, 0.1f, array.getShape(), FLOAT)));
                });
                encoder.writeAgain(written, trained);
                FrozenEncoder again = FrozenEncoder.of(PretrainedText.in(written), 16);
                assertThat(again.rules()).isEqualTo(encoder.rules());
                again.unitLengthNetwork(manager)
                        .getParameters()
                        .forEach(pair -> assertThat(pair.getValue().getArray())
                                .as(name + " " + pair.getKey())
                                .isEqualTo(trained.get(pair.getKey())));
                assertThat(new FrozenVectors(again).compute(texts(), manager).toFloatArray())
                        .isNotEqualTo(new FrozenVectors(encoder)
                                .compute(texts(), manager)
                                .toFloatArray());
            }
            assertThat(written.resolve("tokenizer.json")).hasSameBinaryContentAs(directory.resolve("tokenizer.json"));
            assertThat(written.resolve("tokenizer_config.json")).exists();
        }
    }

    /** Servers choose the task by the class of the library: the encoder alone is no classifier of the published classes. */
    @Test
    void aHeadThatIsNotWrittenIsNotDescribed() throws IOException {
        Path directory = SmallTextModels.write("roberta", folder.resolve("classifier"));
        Path config = directory.resolve("config.json");
        ObjectNode node = (ObjectNode) Json.read(config, JsonNode.class);
        node.putArray("architectures").add("RobertaForSequenceClassification");
        node.putObject("id2label").put("0", "spam");
        Files.writeString(config, Json.page(node));
        FrozenEncoder encoder = FrozenEncoder.of(PretrainedText.in(directory), 16);
        Path written = folder.resolve("encoder");
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> weights = new HashMap<>();
            encoder.unitLengthNetwork(manager)
                    .getParameters()
                    .forEach(pair -> weights.put(pair.getKey(), pair.getValue().getArray()));
            encoder.writeAgain(written, weights);
        }
        JsonNode found = Json.read(written.resolve("config.json"), JsonNode.class);
        assertThat(found.path("architectures").toString()).isEqualTo("[\"RobertaModel\"]");
        assertThat(found.has("id2label")).isFalse();
    }

    /** sentence-transformers pools as its folder says, so the folder says how the training pooled. */
    @Test
    void aPoolingThatWasChosenIsWritten() throws IOException {
        Path directory = SmallTextModels.write("sentence-transformers", folder.resolve("pooled"));
        AtomicFiles.delete(directory.resolve("2_Dense"));
        Files.writeString(directory.resolve("modules.json"), """
                [{"path": "", "type": "sentence_transformers.models.Transformer"},
                 {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
                """);
        FrozenEncoder encoder = FrozenEncoder.of(
                new PretrainedText(
                        Optional.of(directory), Optional.of(TextPooling.MAX), Optional.empty(), Optional.empty()),
                16);
        Path written = folder.resolve("max");
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> weights = new HashMap<>();
            encoder.unitLengthNetwork(manager)
                    .getParameters()
                    .forEach(pair -> weights.put(pair.getKey(), pair.getValue().getArray()));
            encoder.writeAgain(written, weights);
            assertThat(new FrozenVectors(FrozenEncoder.of(PretrainedText.in(written), 16))
                            .compute(texts(), manager)
                            .toFloatArray())
                    .containsExactly(
                            new FrozenVectors(encoder).compute(texts(), manager).toFloatArray());
        }
    }

    /** Each file of an export, and the folder of its library, compute what the published encoder does. */
    @ParameterizedTest
    @ValueSource(strings = {"mpnet", "sentence-transformers", "0_Transformer"})
    void exportsWithoutARun(String name) throws IOException {
        boolean older = name.equals("0_Transformer");
        Path directory = SmallTextModels.write(older ? "sentence-transformers" : name, folder.resolve("model"));
        if (older) {
            moveTransformer(directory, name);
        }
        Path bundle = folder.resolve("bundle");
        CommandRun done = CommandRun.of("export", directory.toString(), "--output", bundle.toString());
        assertThat(done.err()).doesNotContain("Exception");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).contains("compared on 64 random texts");
        assertThat(bundle.resolve("README.md")).content().contains("The folder `published` has the weights");
        Path lines = Files.write(folder.resolve("lines.txt"), TEXTS);
        float[] expected = vectors(directory, lines);
        assertThat(vectors(bundle.resolve("published"), lines)).containsExactly(expected);
        for (String file : List.of("onnx/model.onnx", "torchscript/model.pt")) {
            assertThat(vectors(bundle.resolve(file), lines)).containsExactly(expected, offset(1e-5f));
        }
    }

    /** Makes a folder of sentence-transformers like an older one, with the Transformer in a folder of its own. */
    private static void moveTransformer(Path directory, String name) throws IOException {
        Path inside = Files.createDirectories(directory.resolve(name));
        for (String file : List.of("config.json", "model.safetensors", "tokenizer.json", "sentence_bert_config.json")) {
            Files.move(directory.resolve(file), inside.resolve(file));
        }
        Path modules = directory.resolve("modules.json");
        Files.writeString(
                modules, Files.readString(modules).replaceFirst("\"path\": \"\"", "\"path\": \"" + name + "\""));
    }

    private float[] vectors(Path model, Path lines) throws IOException {
        Path file = folder.resolve("vectors.npy");
        CommandRun done =
                CommandRun.of("embed", model.toString(), lines.toString(), "--output", file.toString(), "--force");
        assertThat(done.code()).as(done.err()).isZero();
        try (NDManager manager = NDManager.newBaseManager()) {
            return VectorFiles.read(file, manager).toFloatArray();
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
