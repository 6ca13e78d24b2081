package io.winnow.datasets.loader;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.example.Shard;
import io.winnow.datasets.image.Framing;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.label.NoLabels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardOrderTest {
    /** Shards of 10, 20, 0, 5, 7 and 3 examples. */
    private static final List<Shard> SHARDS = List.of(
            shard(0, 0, 10), shard(1, 10, 30), shard(2, 30, 30), shard(3, 30, 35), shard(4, 35, 42), shard(5, 42, 45));

    private static final int[] ALL = IntStream.range(0, 45).toArray();

    private static Shard shard(int number, int begin, int end) {
        return new Shard(Path.of(number + ".tar"), begin, end);
    }

    private record Numbers(String name) implements ImageDataset {
        @Override
        public Description description() {
            return new Description(name, 1, Optional.of(ImageSize.square(1)), new NoLabels(45), "");
        }

        @Override
        public List<Shard> shards() {
            return SHARDS;
        }

        @Override
        public Image item(int index) {
            return new Image(1, 1, 1, new byte[] {(byte) index});
        }
    }

    private static Set<Integer> examplesOf(List<Path> files, int[] examples) {
        Set<Integer> within = new HashSet<>();
        for (Shard shard : SHARDS) {
            if (files.contains(shard.file())) {
                Arrays.stream(examples)
                        .filter(example -> example >= shard.begin() && example < shard.end())
                        .forEach(within::add);
            }
        }
        return within;
    }

    @Test
    void aWindowContainsTheShuffledExamplesOfItsShards() {
        int[] some = {41, 3, 8, 12, 29, 31, 34, 36, 0};
        for (int[] examples : List.of(ALL, some)) {
            ShardOrder order = new ShardOrder(SHARDS, examples, 2);
            assertThat(order.windows()).isEqualTo(3);
            Set<List<Path>> first = new HashSet<>();
            for (int epoch = 0; epoch < 30; epoch++) {
                int[] positions = order.positions(1, epoch);
                assertThat(Arrays.stream(positions).sorted().toArray())
                        .isEqualTo(IntStream.range(0, examples.length).toArray());
                int[] begins = order.begins(1, epoch);
                for (int window = 0; window < 3; window++) {
                    int end = window == 2 ? positions.length : begins[window + 1];
                    List<Integer> read = new ArrayList<>();
                    for (int i = begins[window]; i < end; i++) {
                        read.add(examples[positions[i]]);
                    }
                    assertThat(read)
                            .containsExactlyInAnyOrderElementsOf(examplesOf(order.files(window, 1, epoch), examples));
                }
                first.add(order.files(0, 1, epoch));
            }
            assertThat(first).hasSizeGreaterThan(8);
        }
        int[] mixed = new ShardOrder(SHARDS, ALL, 6).positions(1, 0);
        assertThat(mixed).isNotEqualTo(ALL);
        assertThat(mixed).isNotEqualTo(new ShardOrder(SHARDS, ALL, 6).positions(2, 0));
    }

    @Test
    void aLoaderReadsInShardOrderFromAnyStep() {
        ShardOrder order = new ShardOrder(SHARDS, ALL, 2);
        try (ImageLoader loader = new ImageLoader(
                new Numbers("order"), new LoaderOptions(6, Framing.centred(ImageSize.square(1)), 2, 3, 0, 2, 0))) {
            for (int from : new int[] {0, 5, 16}) {
                try (ImageLoader.Batches batches = loader.shuffled(3, from)) {
                    for (int step = from; step < from + 9; step++) {
                        int[] expected =
                                Arrays.copyOfRange(order.positions(3, step / 7), step % 7 * 6, step % 7 * 6 + 6);
                        try (ImageBatch batch = batches.next()) {
                            assertThat(batch.indices()).containsExactly(expected);
                        }
                    }
                }
            }
        }
    }

    private static List<Path> take(BlockingQueue<Path> read, int count) throws InterruptedException {
        List<Path> found = new ArrayList<>();
        while (found.size() < count) {
            Path next = read.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("after %s", found).isNotNull();
            found.add(next);
        }
        return found;
    }

    @Test
    void theNextWindowIsReadAheadExceptForFilesOfThePreviousOne() throws InterruptedException {
        ShardOrder order = new ShardOrder(SHARDS, ALL, 2);
        BlockingQueue<Path> read = new LinkedBlockingQueue<>();
        List<Path> expected = new ArrayList<>();
        int held = 0;
        try (ReadAhead ahead = new ReadAhead("shards", order, 1, read::add)) {
            List<Path> before = List.of();
            for (int window = 1; window <= 90; window++) {
                List<Path> files = order.files(window % 3, 1, window / 3);
                List<Path> fresh = new ArrayList<>(files);
                fresh.removeAll(before);
                held += files.size() - fresh.size();
                expected.addAll(fresh);
                before = files;
            }
            for (int window = 1; window < 90; window++) {
                ahead.at(window / 3, window % 3);
                ahead.at(window / 3, window % 3);
            }
            assertThat(take(read, expected.size())).isEqualTo(expected);
        }
        // Some epochs begin with the shard with which the previous one ended.
        assertThat(held).isPositive();
        assertThat(read).isEmpty();
    }

    @Test
    void aSingleWindowIsReadAheadOnce() throws InterruptedException {
        ShardOrder order = new ShardOrder(SHARDS, ALL, Integer.MAX_VALUE);
        assertThat(order.windows()).isEqualTo(1);
        BlockingQueue<Path> read = new LinkedBlockingQueue<>();
        try (ReadAhead ahead = new ReadAhead("shards", order, 1, read::add)) {
            ahead.at(0, 0);
            ahead.at(1, 0);
            ahead.at(2, 0);
            assertThat(take(read, 5)).isEqualTo(order.files(0, 1, 0));
            assertThat(read.poll(200, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void interleavedBatchesEachReadAheadUntilClosed() throws InterruptedException {
        try (ImageLoader loader = new ImageLoader(
                        new Numbers("turns"),
                        new LoaderOptions(6, Framing.centred(ImageSize.square(1)), 1, 1, 0, 2, 0));
                ImageLoader.Batches first = loader.shuffled(1, 0);
                ImageLoader.Batches second = loader.shuffled(2, 5)) {
            first.next().close();
            second.next().close();
            assertThat(ImageLoaderTest.threads("loader-turns-ahead")).isEqualTo(2);
            first.close();
            long deadline = System.nanoTime() + 5_000_000_000L;
            while (ImageLoaderTest.threads("loader-turns-ahead") > 1 && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
            assertThat(ImageLoaderTest.threads("loader-turns-ahead")).isEqualTo(1);
        }
    }

    @Test
    void cachedImagesAreNotReadAhead() {
        try (ImageLoader loader = new ImageLoader(
                        new Numbers("kept"),
                        new LoaderOptions(6, Framing.centred(ImageSize.square(1)), 1, 1, 1 << 20, 2, 0));
                ImageLoader.Batches batches = loader.shuffled(1, 0);
                ImageBatch batch = batches.next()) {
            assertThat(batch.size()).isEqualTo(6);
            assertThat(ImageLoaderTest.threads("loader-kept-ahead")).isZero();
        }
    }
}
