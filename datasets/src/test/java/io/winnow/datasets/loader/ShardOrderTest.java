package io.winnow.datasets.loader;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.Shard;
import io.winnow.datasets.label.Labels;
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

    private static final class Numbers implements ImageDataset {
        @Override
        public Description description() {
            return new Description("shards", 1, Optional.of(ImageSize.square(1)), new Labels.None(45), "");
        }

        @Override
        public List<Shard> shards() {
            return SHARDS;
        }

        @Override
        public Image image(int index) {
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
    void aWindowHasTheExamplesOfItsShardsMixed() {
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
    void aLoaderReadsInThisOrderFromAnyStep() {
        ShardOrder order = new ShardOrder(SHARDS, ALL, 2);
        try (ImageLoader loader =
                new ImageLoader(new Numbers(), new LoaderOptions(6, ImageSize.square(1), 2, 3, 0, 2, 0))) {
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

    @Test
    void theNextWindowIsReadAhead() throws InterruptedException {
        ShardOrder order = new ShardOrder(SHARDS, ALL, 2);
        BlockingQueue<Path> read = new LinkedBlockingQueue<>();
        List<Path> expected = new ArrayList<>();
        try (ReadAhead ahead = new ReadAhead("shards", order, read::add)) {
            ahead.at(1, 0, 1);
            ahead.at(1, 0, 1);
            ahead.at(1, 0, 2);
            ahead.at(1, 1, 0);
            expected.addAll(order.files(1, 1, 0));
            expected.addAll(order.files(2, 1, 0));
            expected.addAll(order.files(0, 1, 1));
            expected.addAll(order.files(1, 1, 1));
            // Another pass begins.
            ahead.at(2, 0, 0);
            expected.addAll(order.files(0, 2, 0));
            expected.addAll(order.files(1, 2, 0));
            List<Path> found = new ArrayList<>();
            while (found.size() < expected.size()) {
                Path next = read.poll(10, TimeUnit.SECONDS);
                assertThat(next).as("after %s", found).isNotNull();
                found.add(next);
            }
            assertThat(found).isEqualTo(expected);
        }
        assertThat(read).isEmpty();
    }
}
