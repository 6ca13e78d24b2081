package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.random.Permutation;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.trainer.modality.MemoryLoader;
import io.winnow.trainer.table.TokenArrays;
import io.winnow.trainer.table.TokenRules;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads texts as token and segment ids (B, 2, L) or as vectors of tokens, in batches of texts of similar length, since L is the length of the
 * longest. In each
 * epoch, the texts are shuffled and divided into pools of {@value #POOL} batches; each pool is sorted by length and cut into batches, and
 * all batches are shuffled.
 */
final class TokenLoader extends MemoryLoader {
    /** With this many batches in a pool, little padding is left, and which texts meet in a batch is still a matter of chance. */
    private static final int POOL = 32;

    /** Distinguishes the order of the batches from that of the texts. */
    private static final long BATCHES = 1;

    private final Supplier<List<Tokens>> tokens;
    private final TokenRules rules;
    private final TokenBatches.Maker arrays;

    /**
     * @param tokens returns the ids of the texts, which are asked for when a batch is read
     * @param rules say how texts are padded
     * @param examples indices of the examples among them, at least one
     * @param arrays makes the arrays of batches
     */
    TokenLoader(
            Supplier<List<Tokens>> tokens, TokenRules rules, int[] examples, int batchSize, TokenBatches.Maker arrays) {
        super(examples, batchSize);
        this.tokens = tokens;
        this.rules = rules;
        this.arrays = arrays;
    }

    @Override
    protected int[] arranged(int[] random, long seed, long epoch) {
        List<Tokens> all = tokens.get();
        int batches = batchesPerEpoch();
        int[] shuffled = Arrays.copyOf(random, batches * batchSize());
        int[] sorted = new int[shuffled.length];
        int pool = POOL * batchSize();
        for (int begin = 0; begin < shuffled.length; begin += pool) {
            int size = Math.min(pool, shuffled.length - begin);
            int[] byLength = Arrays.stream(shuffled, begin, begin + size)
                    .boxed()
                    .sorted(Comparator.comparingInt(i -> all.get(example(i)).length()))
                    .mapToInt(Integer::intValue)
                    .toArray();
            System.arraycopy(byLength, 0, sorted, begin, size);
        }
        int[] order = new int[sorted.length];
        int[] place = Permutation.of(batches, seed, epoch, BATCHES);
        for (int b = 0; b < batches; b++) {
            System.arraycopy(sorted, b * batchSize(), order, place[b] * batchSize(), batchSize());
        }
        return order;
    }

    @Override
    protected ExampleBatch batch(int[] indices) {
        List<Tokens> all = tokens.get();
        return new Batch(arrays, indices, 0, TokenArrays.length(all, indices, rules));
    }

    /**
     * Some of the examples.
     *
     * @param length length to which they are padded, which a part shares with the whole batch
     */
    @SuppressWarnings("ArrayRecordComponent") // a batch; never compared
    private record Batch(TokenBatches.Maker arrays, int[] indices, int first, int length) implements ExampleBatch {
        @Override
        public ExampleBatch part(int begin, int end) {
            return new Batch(arrays, Arrays.copyOfRange(indices, begin, end), first + begin, length);
        }

        @Override
        public NDArray examples(NDManager manager) {
            return arrays.of(indices, length, manager);
        }

        @Override
        public long waitNanos() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
