package io.winnow.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The embedded encoder has the same outputs as its ONNX file, and stays the same when saved as a HuggingFace directory and read back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MiniLmTest {
    private static final int[] LENGTHS = {3, 40, 17, 2, 29};
    private static final int LONGEST = 40;
    private static final double TOLERANCE = 1e-4;

    private NDManager manager;
    private BertEncoder encoder;

    @BeforeAll
    void load() throws IOException {
        manager = NDManager.newBaseManager();
        encoder = MiniLm.OPTIONS.build(MiniLm.POOLING, Precision.FLOAT32);
        encoder.initialize(manager);
        try (NDManager scope = manager.newSubManager()) {
            MiniLm.weights(scope).loadInto(encoder);
        }
    }

    @AfterAll
    void close() {
        manager.close();
    }

    /** Texts of the form [CLS] words [SEP] padding, each in two segments. */
    private static long[][][] texts() {
        Random random = new Random(8);
        long[][][] texts = new long[LENGTHS.length][2][LONGEST];
        for (int i = 0; i < LENGTHS.length; i++) {
            int length = LENGTHS[i];
            for (int j = 0; j < length; j++) {
                texts[i][0][j] = j == 0 ? 101 : j == length - 1 ? 102 : 1000 + random.nextInt(29_000);
                texts[i][1][j] = j > length / 2 ? 1 : 0;
            }
        }
        return texts;
    }

    @Test
    void hasTheSameOutputsAsItsOnnxFile() throws IOException, OrtException {
        long[][][] texts = texts();
        float[][][] expected = onnx(texts);
        try (NDManager scope = manager.newSubManager()) {
            NDArray input = scope.create(flat(texts), new Shape(LENGTHS.length, 2, LONGEST));
            ParameterStore parameters = new ParameterStore(scope, false);
            float[] tokens = encoder.tokens(parameters, input, false).toFloatArray();
            float[] pooled = encoder.forward(parameters, new NDList(input), false)
                    .singletonOrThrow()
                    .toFloatArray();
            int width = MiniLm.OPTIONS.width();
            for (int i = 0; i < LENGTHS.length; i++) {
                double[] mean = new double[width];
                for (int j = 0; j < LENGTHS[i]; j++) {
                    for (int k = 0; k < width; k++) {
                        double value = expected[i][j][k];
                        assertThat((double) tokens[(i * LONGEST + j) * width + k])
                                .isCloseTo(value, within(TOLERANCE));
                        mean[k] += value / LENGTHS[i];
                    }
                }
                for (int k = 0; k < width; k++) {
                    assertThat((double) pooled[i * width + k]).isCloseTo(mean[k], within(TOLERANCE));
                }
            }
        }
    }

    @Test
    void roundTripsThroughAHuggingFaceDirectory(@TempDir Path folder) throws IOException {
        try (NDManager scope = manager.newSubManager();
                InputStream tokenizer = MiniLm.tokenizer()) {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            encoder.getParameters()
                    .forEach(pair -> arrays.put(pair.getKey(), pair.getValue().getArray()));
            TextModel.embedded().write(folder, arrays, "float32");

            TextModel saved = TextModel.open(folder);
            assertThat(saved.options()).isEqualTo(MiniLm.OPTIONS);
            assertThat(saved.tokenizer().readAllBytes()).isEqualTo(tokenizer.readAllBytes());
            BertEncoder again = MiniLm.OPTIONS.build(MiniLm.POOLING, Precision.FLOAT32);
            again.initialize(scope);
            saved.load(again, scope);
            NDArray input = scope.create(flat(texts()), new Shape(LENGTHS.length, 2, LONGEST));
            ParameterArena arena = ParameterArena.adopt(again, ParameterLayout.of(again), scope);
            float[] first = encoder.forward(new ParameterStore(scope, false), new NDList(input), false)
                    .singletonOrThrow()
                    .toFloatArray();
            assertThat(again.forward(arena.bind(scope), new NDList(input), false)
                            .singletonOrThrow()
                            .toFloatArray())
                    .containsExactly(first);
        }
    }

    private static float[][][] onnx(long[][][] texts) throws IOException, OrtException {
        long[][] ids = new long[texts.length][];
        long[][] segments = new long[texts.length][];
        long[][] mask = new long[texts.length][LONGEST];
        for (int i = 0; i < texts.length; i++) {
            ids[i] = texts[i][0];
            segments[i] = texts[i][1];
            for (int j = 0; j < LONGEST; j++) {
                mask[i][j] = ids[i][j] == 0 ? 0 : 1;
            }
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        byte[] model;
        try (InputStream in = MiniLm.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
            model = in.readAllBytes();
        }
        try (OrtSession session = environment.createSession(model);
                OnnxTensor words = OnnxTensor.createTensor(environment, ids);
                OnnxTensor types = OnnxTensor.createTensor(environment, segments);
                OnnxTensor seen = OnnxTensor.createTensor(environment, mask);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", words, "token_type_ids", types, "attention_mask", seen))) {
            return (float[][][]) result.get("last_hidden_state").orElseThrow().getValue();
        }
    }

    private static long[] flat(long[][][] texts) {
        return Arrays.stream(texts)
                .flatMap(Arrays::stream)
                .flatMapToLong(Arrays::stream)
                .toArray();
    }
}
