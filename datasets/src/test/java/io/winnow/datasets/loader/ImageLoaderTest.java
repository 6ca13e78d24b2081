package io.winnow.datasets.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.Framing;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.random.Permutation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageLoaderTest {
    private static final int SIZE = 50;

    /** Images whose pixels are their index. */
    private record Numbers(Set<Integer> damaged) implements ImageDataset {
        @Override
        public Description description() {
            return new Description("numbers", 1, Optional.of(ImageSize.square(2)), new NoLabels(SIZE), "");
        }

        @Override
        public Image item(int index) throws CorruptImageException {
            if (damaged.contains(index)) {
                throw new CorruptImageException(key(index), "it is damaged", null);
            }
            byte[] pixels = new byte[4];
            Arrays.fill(pixels, (byte) index);
            return new Image(1, 2, 2, pixels);
        }

        @Override
        public String key(int index) {
            return "number " + index;
        }
    }

    /** Images of one file that all threads read; those after the first eight are blocked until they are released. */
    private static final class Shared implements ImageDataset {
        private final FileChannel channel;
        private final CountDownLatch waiting = new CountDownLatch(1);
        private final AtomicInteger read = new AtomicInteger();
        private volatile boolean free;

        Shared(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public Description description() {
            return new Description("shared", 1, Optional.of(ImageSize.square(2)), new NoLabels(SIZE), "");
        }

        @Override
        public Image item(int index) throws IOException {
            while (index >= 8 && !free) {
                waiting.countDown();
                // Unlike other ways of waiting, this one leaves an interrupt to the read.
                LockSupport.parkNanos(1_000_000);
            }
            ByteBuffer pixels = ByteBuffer.allocate(4);
            if (channel.read(pixels, 4L * index) < 4) {
                throw new IOException("The file is too short.");
            }
            read.incrementAndGet();
            return new Image(1, 2, 2, pixels.array());
        }
    }

    private static ImageLoader loader(Set<Integer> damaged, int maxCorrupt) {
        return new ImageLoader(
                new Numbers(damaged),
                new LoaderOptions(8, Framing.centred(ImageSize.square(2)), 3, 4, 1 << 20, 0, maxCorrupt));
    }

    private static List<int[]> shuffled(ImageLoader loader, long seed, long from, int count) {
        List<int[]> batches = new ArrayList<>();
        try (ImageLoader.Batches all = loader.shuffled(seed, from);
                NDManager manager = NDManager.newBaseManager()) {
            for (int i = 0; i < count; i++) {
                try (ImageBatch batch = all.next()) {
                    int[] pixels = new int[batch.size()];
                    byte[] bytes = batch.examples(manager).toByteArray();
                    Arrays.setAll(pixels, b -> bytes[4 * b] & 0xff);
                    assertThat(pixels).containsExactly(batch.indices());
                    batches.add(pixels);
                }
            }
        }
        return batches;
    }

    @Test
    void anEpochContainsEachExampleAtMostOnce() {
        try (ImageLoader loader = loader(Set.of(), 0)) {
            assertThat(loader.batchesPerEpoch()).isEqualTo(6);
            List<int[]> epoch = shuffled(loader, 1, 0, 6);
            assertThat(epoch.stream().flatMapToInt(Arrays::stream).distinct().count())
                    .isEqualTo(48);
            List<int[]> next = shuffled(loader, 1, 6, 6);
            assertThat(next.get(0)).isNotEqualTo(epoch.get(0));
        }
    }

    @Test
    void readingCanStartAtAnyStep() {
        try (ImageLoader loader = loader(Set.of(), 0)) {
            List<int[]> whole = shuffled(loader, 5, 0, 20);
            for (int from : new int[] {1, 6, 13}) {
                List<int[]> rest = shuffled(loader, 5, from, 20 - from);
                for (int i = 0; i < rest.size(); i++) {
                    assertThat(rest.get(i)).containsExactly(whole.get(from + i));
                }
            }
            assertThat(shuffled(loader, 6, 0, 1).get(0)).isNotEqualTo(whole.get(0));
        }
    }

    @Test
    void inOrderReturnsEachExampleOnce() {
        try (ImageLoader loader = loader(Set.of(), 0);
                ImageLoader.Batches batches = loader.inOrder()) {
            List<Integer> seen = new ArrayList<>();
            while (batches.hasNext()) {
                try (ImageBatch batch = batches.next()) {
                    Arrays.stream(batch.indices()).forEach(seen::add);
                }
            }
            assertThat(seen).hasSize(SIZE).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void errorsNameADamagedExample() {
        try (ImageLoader loader = loader(Set.of(17), 0);
                ImageLoader.Batches batches = loader.inOrder()) {
            assertThatThrownBy(() -> {
                        while (batches.hasNext()) {
                            batches.next().close();
                        }
                    })
                    .isInstanceOf(LoadingException.class)
                    .hasRootCauseInstanceOf(CorruptImageException.class)
                    .hasStackTraceContaining("number 17");
        }
    }

    @Test
    void damagedExamplesAreReplacedAndCountedUpToTheLimit() {
        try (ImageLoader loader = loader(Set.of(17, 18), 2);
                ImageLoader.Batches batches = loader.inOrder()) {
            List<Integer> seen = new ArrayList<>();
            while (batches.hasNext()) {
                try (ImageBatch batch = batches.next()) {
                    Arrays.stream(batch.indices()).forEach(seen::add);
                }
            }
            assertThat(seen).hasSize(SIZE).doesNotContain(17, 18);
            assertThat(seen.subList(16, 20)).containsExactly(16, 19, 19, 19);
            assertThat(loader.corruptCount()).isEqualTo(2);
        }
    }

    @Test
    void aReplacementIsOneOfTheExamplesInUse() {
        try (ImageLoader loader = new ImageLoader(
                        new Numbers(Set.of(20)),
                        new int[] {10, 20, 30},
                        new LoaderOptions(3, Framing.centred(ImageSize.square(2)), 1, 1, 0, 0, 1));
                ImageLoader.Batches batches = loader.inOrder();
                ImageBatch batch = batches.next()) {
            assertThat(batch.indices()).containsExactly(10, 30, 30);
        }
    }

    @Test
    void closingStopsTheWorkers() throws InterruptedException {
        ImageLoader loader = loader(Set.of(), 0);
        shuffled(loader, 1, 0, 3);
        loader.close();
        awaitNoWorker("loader-numbers");
    }

    @Test
    void stoppingAWorkerDoesNotCloseTheFileThatItReads(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("pixels"), new byte[4 * SIZE]);
        LoaderOptions options = new LoaderOptions(8, Framing.centred(ImageSize.square(2)), 3, 4, 0, 0, 0);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Shared dataset = new Shared(channel);
            try (ImageLoader loader = new ImageLoader(dataset, options);
                    ImageLoader.Batches batches = loader.inOrder()) {
                batches.next().close();
                assertThat(dataset.waiting.await(10, TimeUnit.SECONDS)).isTrue();
            }
            dataset.free = true;
            awaitNoWorker("loader-shared");
            assertThat(channel.isOpen()).isTrue();
            // Only the images that the workers were decoding were read.
            assertThat(dataset.read.get()).isBetween(9, 8 + 3);
            try (ImageLoader another = new ImageLoader(dataset, options);
                    ImageLoader.Batches batches = another.inOrder()) {
                int images = 0;
                while (batches.hasNext()) {
                    try (ImageBatch batch = batches.next()) {
                        images += batch.size();
                    }
                }
                assertThat(images).isEqualTo(SIZE);
            }
        }
    }

    private static void awaitNoWorker(String name) throws InterruptedException {
        long deadline = System.nanoTime() + 5_000_000_000L;
        while (threads(name) > 0 && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        assertThat(threads(name)).isZero();
    }

    /** The number of threads with a name. */
    static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name) && thread.isAlive())
                .count();
    }

    @Test
    void aBatchThatDoesNotFitIntoABufferIsAnError() {
        LoaderOptions options = new LoaderOptions(40, Framing.centred(ImageSize.square(8192)), 1, 1, 0, 0, 0);
        assertThatThrownBy(() -> new ImageLoader(new Numbers(Set.of()), options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("A batch of 40 images of 1x8192x8192")
                .hasMessageContaining("at most 31.");
        // A data set with fewer examples than a batch gives smaller batches.
        try (ImageLoader loader = new ImageLoader(new Numbers(Set.of()), new int[] {3, 4}, options)) {
            assertThat(loader.batchesPerEpoch()).isEqualTo(1);
        }
    }

    @Test
    void permutationsAreUniform() {
        int[] counts = new int[24];
        int draws = 24_000;
        for (int seed = 0; seed < draws; seed++) {
            int[] p = Permutation.of(4, seed);
            int rank = 0;
            for (int i = 0; i < 4; i++) {
                int smaller = 0;
                for (int j = i + 1; j < 4; j++) {
                    smaller += p[j] < p[i] ? 1 : 0;
                }
                rank = rank * (4 - i) + smaller;
            }
            counts[rank]++;
        }
        double statistic = Arrays.stream(counts)
                .mapToDouble(n -> (n - 1000.0) * (n - 1000.0) / 1000)
                .sum();
        // Chi-square with 23 degrees of freedom exceeds 49.7 with probability 0.001; the seeds are fixed.
        assertThat(statistic).isLessThan(49.7);
    }
}
