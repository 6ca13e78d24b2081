package io.winnow.trainer.recipe.tabsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PairFile;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.text.TableText.View;
import io.winnow.models.layer.Precision;
import io.winnow.models.loss.PairLosses;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.table.PreparedTables;
import io.winnow.trainer.table.PretrainedText;
import io.winnow.trainer.table.TableEncoder;
import io.winnow.trainer.table.TableEncoderConfig;
import io.winnow.trainer.table.ViewVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Embeds tables with a small random BERT: their views, chunks of tables of similar length, and the cache of the frozen encoder. */
class TransformerTablesTest {
    private static final List<View> VIEWS = List.of(View.CAPTION, View.CAPTION_AND_ROWS);
    private static final int TOKENS = 24;

    @TempDir
    static Path folder;

    private static PretrainedText small;
    private static GradedPairs set;
    private static List<Table> tables;

    @BeforeAll
    static void write() throws IOException {
        small = PretrainedText.in(SmallBert.write(folder.resolve("small")));
        set = PairFile.read(
                "made-up", SyntheticPairs.write(folder.resolve("pairs.jsonl"), 10), Optional.empty(), Optional.empty());
        tables = List.copyOf(set.tables().values());
    }

    private static TableEncoder start(TableEncoderConfig config, Optional<Path> cache, NDManager manager)
            throws IOException {
        return TableEncoder.start(config, true, Precision.FLOAT32, List.of(), cache, manager);
    }

    @Test
    void vectorOfATableDoesNotDependOnOthers() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                TableEncoder both =
                        start(new TableEncoderConfig.Transformer(small, VIEWS, TOKENS, 0), Optional.empty(), manager);
                TableEncoder caption = start(
                        new TableEncoderConfig.Transformer(small, List.of(VIEWS.get(0)), TOKENS, 0),
                        Optional.empty(),
                        manager);
                TableEncoder whole = start(
                        new TableEncoderConfig.Transformer(small, List.of(VIEWS.get(1)), TOKENS, 0),
                        Optional.empty(),
                        manager)) {
            NDArray all = both.embed(both.prepare(tables), manager);
            for (int i : new int[] {0, 7, 23}) {
                List<Table> one = List.of(tables.get(i));
                float[] first = caption.embed(caption.prepare(one), manager).toFloatArray();
                float[] second = whole.embed(whole.prepare(one), manager).toFloatArray();
                float[] found = all.get(i).toFloatArray();
                assertThat(found).hasSize(32);
                for (int d = 0; d < 16; d++) {
                    assertThat(found[d]).isCloseTo((float) (first[d] / Math.sqrt(2)), within(2e-5f));
                    assertThat(found[16 + d]).isCloseTo((float) (second[d] / Math.sqrt(2)), within(2e-5f));
                }
            }
        }
    }

    @Test
    void chunksGiveTheGradientOfSeparateForwardPasses() throws IOException {
        int[] pairs = {0, 1, 2, 3, 4, 17, 18, 30, 31, 8, 9, 10};
        try (NDManager manager = NDManager.newBaseManager();
                TableEncoder encoder =
                        start(new TableEncoderConfig.Transformer(small, VIEWS, TOKENS, 0), Optional.empty(), manager);
                PairTables sides = new PairTables(set, pairs, encoder);
                PreparedTables prepared = encoder.prepare(tables)) {
            List<String> ids = List.copyOf(set.tables().keySet());
            int[] a = new int[pairs.length];
            int[] b = new int[pairs.length];
            for (int i = 0; i < pairs.length; i++) {
                a[i] = ids.indexOf(set.pairs().get(pairs[i]).a());
                b[i] = ids.indexOf(set.pairs().get(pairs[i]).b());
            }
            Result shared = run(
                    encoder,
                    manager,
                    scope -> sides.forward(pairs, encoder.parameters().bind(scope), scope));
            Result apart = run(
                    encoder,
                    manager,
                    scope -> new NDList(
                            encoder.forward(prepared, a, encoder.parameters().bind(scope), true, scope),
                            encoder.forward(prepared, b, encoder.parameters().bind(scope), true, scope)));
            assertThat(shared.loss()).isCloseTo(apart.loss(), within(1e-6f));
            double largest = 0;
            for (int i = 0; i < apart.gradient().length; i++) {
                largest = Math.max(largest, Math.abs(apart.gradient()[i]));
                assertThat(shared.gradient()[i]).isCloseTo(apart.gradient()[i], within(1e-5f));
            }
            assertThat(largest).isGreaterThan(1e-3);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // numbers; never compared
    private record Result(float loss, float[] gradient) {}

    private interface Sides {
        NDList of(NDManager scope);
    }

    private static Result run(TableEncoder encoder, NDManager manager, Sides sides) {
        Autograd.zeroGradient(encoder.parameters().values());
        try (NDManager scope = manager.newSubManager();
                Autograd.Recording recording = Autograd.record()) {
            NDList both = sides.of(scope);
            int size = (int) both.get(0).getShape().get(0);
            float[] targets = new float[size];
            for (int i = 0; i < size; i++) {
                targets[i] = i % 3 / 2f;
            }
            NDArray loss = PairLosses.gradedCosine(both.get(0), both.get(1), scope.create(targets));
            Autograd.backward(loss);
            try (NDArray gradient = encoder.parameters().gradient()) {
                return new Result(loss.getFloat(), gradient.toFloatArray());
            }
        }
    }

    @Test
    void frozenEncoderStartsWithItsViewsAndIsCalledOnce() throws IOException {
        Path cache = folder.resolve("cache");
        TableEncoderConfig.Frozen frozen = new TableEncoderConfig.Frozen(small, VIEWS, TOKENS, 0.1);
        try (NDManager manager = NDManager.newBaseManager();
                TableEncoder live =
                        start(new TableEncoderConfig.Transformer(small, VIEWS, TOKENS, 0), Optional.empty(), manager);
                TableEncoder encoder = start(frozen, Optional.of(cache), manager)) {
            float[] expected = live.embed(live.prepare(tables), manager).toFloatArray();
            float[] found = encoder.embed(encoder.prepare(tables), manager).toFloatArray();
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).isCloseTo(expected[i], within(2e-5f));
            }
        }
        try (NDManager manager = NDManager.newBaseManager();
                ViewVectors again = new ViewVectors(small, TOKENS, Optional.of(cache), manager)) {
            again.of(tables, View.CAPTION, manager);
            assertThat(again.computed()).isZero();
            again.of(tables, View.HEADERS, manager);
            assertThat(again.computed()).isEqualTo(tables.size());
        }
    }

    @Test
    void cachedVectorsBelongToTheContentOfTheEncodersFiles() throws IOException {
        Path cache = folder.resolve("contents");
        Path directory = SmallBert.write(folder.resolve("changing"));
        assertThat(computed(directory, cache)).isEqualTo(tables.size());
        Path run = folder.resolve("run");
        PretrainedText.in(directory).keep(run);
        PretrainedText copy = PretrainedText.in(directory).at(run);
        assertThat(copy.directory()).isNotEqualTo(Optional.of(directory));
        assertThat(computed(copy.directory().orElseThrow(), cache)).isZero();
        Path weights = directory.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        assertThat(computed(directory, cache)).isEqualTo(tables.size());
    }

    private static long computed(Path directory, Path cache) throws IOException {
        PretrainedText text = PretrainedText.in(directory);
        try (NDManager manager = NDManager.newBaseManager();
                ViewVectors vectors = new ViewVectors(text, TOKENS, Optional.of(cache), manager)) {
            vectors.of(tables, View.CAPTION, manager);
            return vectors.computed();
        }
    }
}
