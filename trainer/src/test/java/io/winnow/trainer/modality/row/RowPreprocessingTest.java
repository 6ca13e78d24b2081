package io.winnow.trainer.modality.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.datasets.row.RowDataset;
import io.winnow.datasets.row.RowSchema;
import io.winnow.datasets.source.ItemContent;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.models.layer.Layer;
import io.winnow.models.row.RowNetOptions.Activation;
import io.winnow.models.row.RowNetOptions.Norm;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.ServedInput;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.VectorLoader;
import io.winnow.trainer.modality.VectorRows;
import io.winnow.trainer.modality.text.FrozenEncoder;
import io.winnow.trainer.modality.text.FrozenVectors;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.PretrainedText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowPreprocessingTest {
    private static final FrozenEncoder ENCODER = FrozenEncoder.of(PretrainedText.EMBEDDED, 16);

    @TempDir
    Path folder;

    private static RowDataset table(List<String> columns, List<List<String>> cells) {
        return new RowDataset(
                "people.csv",
                IntStream.range(0, cells.size()).mapToObj(i -> "row " + (i + 1)).toList(),
                new ItemContent.Values(columns, cells),
                new NoLabels(cells.size()),
                ReadReport.EMPTY);
    }

    /** Ages 20 and 40 have the mean 30 and the std 10; the jobs are cook, nurse, unknown and missing. */
    private static RowDataset plain() {
        return table(
                List.of("age", "job"),
                List.of(List.of("20", "cook"), List.of("40", "nurse"), List.of("20", "nurse"), List.of("40", "cook")));
    }

    private static RowDataset texts() {
        return table(
                List.of("age", "title", "note"),
                List.of(
                        List.of("20", "quick", "learns well"),
                        List.of("40", "", ""),
                        List.of("20", "slow", ""),
                        List.of("40", "a third one", "kind")));
    }

    private static RowPreprocessing preprocessing(RowDataset rows) throws IOException {
        int[] all = IntStream.range(0, rows.size()).toArray();
        return RowPreprocessing.of(RowSchema.fit(rows, all, Map.of()).schema(), ENCODER);
    }

    @Test
    void categoriesBecomeOneHotForLinearModels() throws IOException {
        RowPreprocessing preprocessing = preprocessing(plain());
        assertThat(preprocessing.encoder()).isNull();
        assertThat(preprocessing.raw()).contains(new Preprocessing.Raw("raw_columns", 5, true));
        EncodedRows rows = new EncodedRows(
                table(List.of("job", "age"), List.of(List.of("nurse", "50"), List.of("pilot", ""), List.of("", "30"))),
                preprocessing,
                Optional.empty());
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray mapped = preprocessing.map(rows, new int[] {2, 0, 1}, 2, 0, manager, x -> x);
            assertThat(mapped.toFloatArray()).containsExactly(0, 3, 2, 1, 0, 2);
            NDArray raw = preprocessing.rawVectors(rows, new int[] {0, 1, 2}, 0, manager);
            assertThat(raw.getShape()).isEqualTo(new Shape(3, 5));
            assertThat(raw.toFloatArray()).containsExactly(2, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1);
            assertThat(preprocessing
                            .served(rows, new int[] {0, 1}, 0, manager)
                            .singletonOrThrow()
                            .toFloatArray())
                    .containsExactly(2, 1, 0, 2);
        }
    }

    /** The texts of a row are read as one text. The vector of a blank text is 0, and the others have the mean square 1. */
    @Test
    void textsBecomeTheVectorsOfTheFrozenEncoder() throws IOException {
        RowDataset table = texts();
        RowPreprocessing preprocessing = preprocessing(table);
        int width = preprocessing.textWidth();
        assertThat(width).isEqualTo(384);
        assertThat(preprocessing.raw()).contains(new Preprocessing.Raw("raw_columns", 385, true));
        EncodedRows kept = new EncodedRows(table, preprocessing, Optional.of(folder));
        List<String> notes = new ArrayList<>();
        kept.prepare(notes::add);
        assertThat(notes).hasSize(1).allMatch(note -> note.contains("3 texts of people.csv"));
        float[][] vectors = kept.vectors();
        TextDataset joined = new TextDataset(
                "joined",
                List.of("a"),
                List.of(new Text(List.of("quick", "learns well"), false)),
                new NoLabels(1),
                ReadReport.EMPTY);
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] expected =
                    new FrozenVectors(ENCODER).compute(joined, manager).toFloatArray();
            double square = 0;
            for (int d = 0; d < width; d++) {
                assertThat(vectors[0][1 + d]).isCloseTo((float) Math.sqrt(width) * expected[d], within(1e-4f));
                square += vectors[0][1 + d] * vectors[0][1 + d] / width;
                assertThat(vectors[1][1 + d]).isZero();
            }
            assertThat(square).isCloseTo(1, within(1e-4));
        }
        assertThat(vectors[1][0]).isEqualTo(1);
        EncodedRows again = new EncodedRows(table, preprocessing, Optional.of(folder));
        again.prepare(notes::add);
        assertThat(notes).hasSize(1); // the vectors were kept
        float[][] computed = new EncodedRows(table, preprocessing, Optional.empty()).vectors();
        for (int i = 0; i < vectors.length; i++) {
            assertThat(again.vectors()[i]).isEqualTo(vectors[i]);
            assertThat(computed[i]).containsExactly(vectors[i], within(1e-6f));
        }
    }

    @Test
    void aLoaderReadsTheRowsInTheOrderOfAllLoaders() throws IOException {
        EncodedRows rows = new EncodedRows(plain(), preprocessing(plain()), Optional.empty());
        int[] used = {3, 1, 0};
        try (NDManager manager = NDManager.newBaseManager();
                ExampleLoader loader = new VectorLoader(rows::vectors, used, 2)) {
            assertThat(loader.batchesPerEpoch()).isEqualTo(1);
            try (ExampleLoader.Batches batches = loader.inOrder()) {
                ExampleBatch batch = batches.next();
                assertThat(batch.indices()).containsExactly(3, 1);
                assertThat(batch.examples(manager).toFloatArray()).containsExactly(1, 0, 1, 1);
                assertThat(batches.next().indices()).containsExactly(0);
                assertThat(batches.hasNext()).isFalse();
            }
            assertThat(VectorRows.batch(rows.vectors(), new int[] {2}, manager).toFloatArray())
                    .containsExactly(-1, 1);
        }
    }

    /** The network takes what the preprocessing makes, and random rows as well. */
    @Test
    void theEncoderTakesTheRows() throws IOException {
        RowEncoderConfig config = new RowEncoderConfig(List.of(6, 3), 0.1, Norm.LAYER, Activation.GELU);
        for (RowDataset table : List.of(plain(), texts())) {
            RowPreprocessing preprocessing = preprocessing(table);
            assertThat(config.dimension(preprocessing)).isEqualTo(3);
            Layer network = config.build(preprocessing);
            try (NDManager manager = NDManager.newBaseManager()) {
                network.initialize(manager);
                for (NDArray x : List.of(
                        VectorRows.batch(
                                new EncodedRows(table, preprocessing, Optional.empty()).vectors(),
                                TaskData.all(table),
                                manager),
                        preprocessing.random(7, manager))) {
                    NDArray out = network.forward(new ParameterStore(manager, false), new NDList(x), false)
                            .singletonOrThrow();
                    assertThat(out.getShape()).isEqualTo(new Shape(x.getShape().get(0), 3));
                    assertThat(out.isNaN().any().getBoolean()).isFalse();
                }
            }
        }
        assertThatThrownBy(() -> new RowEncoderConfig(List.of(), 1, Norm.NONE, Activation.RELU))
                .hasMessageContaining("hidden")
                .hasMessageContaining("dropout");
    }

    private record Section(EncoderConfig encoder) {}

    @Test
    void theEncoderIsReadFromAConfiguration() {
        ConfigReader reader = new ConfigReader().with(EncoderConfig.class, List.of(RowEncoderConfig.class));
        assertThat(reader.parse(Section.class, "test.yaml", "encoder: {kind: row_mlp}", List.of())
                        .encoder())
                .isEqualTo(new RowEncoderConfig(List.of(256, 128), 0.1, Norm.BATCH, Activation.RELU));
        assertThat(reader.parse(
                                Section.class,
                                "test.yaml",
                                "encoder: {kind: row_mlp, hidden: [9], dropout: 0, norm: none, activation: gelu}",
                                List.of())
                        .encoder())
                .isEqualTo(new RowEncoderConfig(List.of(9), 0, Norm.NONE, Activation.GELU));
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NONE)
    private interface WithoutModality {}

    /** As a run stores it, but without the name of the modality, which the registry of modalities gives. */
    @Test
    void thePreprocessingSurvivesJson() throws IOException {
        ObjectMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .addMixIn(Preprocessing.class, WithoutModality.class)
                .build();
        for (RowDataset table : List.of(plain(), texts())) {
            RowPreprocessing preprocessing = preprocessing(table);
            String json = mapper.writeValueAsString(preprocessing);
            assertThat(mapper.readValue(json, RowPreprocessing.class)).isEqualTo(preprocessing);
            assertThat(preprocessing.at(folder)).isEqualTo(preprocessing);
        }
    }

    /** An exported model has the encoder of the texts inside; a blank text has no effect, whatever its tokens are. */
    @Test
    void aServedModelReadsTheTextsOfRows() throws IOException {
        RowDataset table = texts();
        RowPreprocessing preprocessing = preprocessing(table);
        Layer trained = new RowEncoderConfig(List.of(6, 3), 0, Norm.LAYER, Activation.GELU).build(preprocessing);
        RowServing serving = new RowServing(preprocessing);
        assertThat(serving.inputs().stream().map(ServedInput::shape))
                .containsExactly("(batch, 2) float32", "(batch, 2, length) int64");
        EncodedRows rows = new EncodedRows(table, preprocessing, Optional.empty());
        try (NDManager manager = NDManager.newBaseManager()) {
            Layer served = serving.network(trained, manager);
            trained.initialize(manager);
            ParameterStore store = new ParameterStore(manager, false);
            NDArray vectors = VectorRows.batch(rows.vectors(), TaskData.all(table), manager);
            float[] expected = trained.forward(store, new NDList(vectors), false)
                    .singletonOrThrow()
                    .toFloatArray();
            NDList inputs = preprocessing.served(rows, TaskData.all(table), 0, manager);
            assertThat(inputs.get(0).get(":, 1").toFloatArray()).containsExactly(1, 0, 1, 1);
            assertThat(served.forward(store, inputs, false).singletonOrThrow().toFloatArray())
                    .containsExactly(expected, within(1e-4f));
            inputs.get(1).set(new NDIndex("1, 0, 1"), 2024);
            assertThat(served.forward(store, inputs, false).singletonOrThrow().toFloatArray())
                    .containsExactly(expected, within(1e-4f));
            inputs.get(1).set(new NDIndex("0, 0, 1"), 2024);
            assertThat(served.forward(store, inputs, false)
                            .singletonOrThrow()
                            .get(0)
                            .toFloatArray())
                    .isNotEqualTo(Arrays.copyOf(expected, 3));
        }
    }

    @Test
    void otherDataAreErrors() throws IOException {
        RowPreprocessing preprocessing = preprocessing(plain());
        RowDataset wrong = table(List.of("age", "job"), List.of(List.of("old", "cook")));
        assertThatThrownBy(() -> new EncodedRows(wrong, preprocessing, Optional.empty()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("age of row 1 is 'old'");
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatThrownBy(() -> preprocessing.served(wrong, new int[] {0}, 0, manager))
                    .isInstanceOf(UserException.class)
                    .hasMessage("people.csv does not consist of rows of a table, but the model takes such rows.");
        }
        assertThatThrownBy(() -> new RowPreprocessing(preprocessing.schema(), ENCODER, 384))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
