package io.winnow.models.pretrained;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged copies of small valid files are read or refused, and never take more memory than a multiple of the file. */
class TensorFileFuzzTest {
    private static final int COPIES = 300;

    /** What opening and reading takes for itself: buffers, the directory of a zip, messages. */
    private static final long OWN_BYTES = 2_000_000;

    private static final long MOST_TIMES = 200;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "safetensors-types/types.safetensors",
                "safetensors-types/unaligned.safetensors",
                "torch-save/zip.pth",
                "torch-save/legacy.th",
                "sharded/model.safetensors.index.json",
                "sharded/pytorch_model.bin.index.json"
            })
    void readsOrRefusesDamagedFiles(String name) throws IOException {
        Path source = Reference.file(name);
        try (Stream<Path> files = Files.list(source.getParent())) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path file = folder.resolve(source.getFileName());
        byte[] intact = Files.readAllBytes(file);
        // What loading the classes allocates is not measured.
        try (NDManager manager = NDManager.newBaseManager()) {
            TensorFile.open(file).read(manager);
        }
        int read = 0;
        for (int seed = 0; seed < COPIES; seed++) {
            byte[] damaged = damaged(intact, new SplittableRandom(seed));
            Files.write(file, damaged);
            String message = folder.toString();
            long elements = 0;
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try (NDManager manager = NDManager.newBaseManager()) {
                TensorFile opened = TensorFile.open(file).unwrapped();
                for (StoredTensor tensor : opened.tensors().values()) {
                    elements += tensor.bytes();
                }
                opened.read(manager);
                read++;
            } catch (IOException e) {
                message = e.getMessage();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertThat(message).as("seed %d", seed).contains(folder.toString());
            assertThat(allocated).as("seed %d", seed).isLessThan(OWN_BYTES + MOST_TIMES * damaged.length);
            assertThat(elements).as("seed %d", seed).isLessThan(16L * 4 * intact.length);
        }
        assertThat(read)
                .as("copies of which only elements or free text are damaged")
                .isBetween(1, COPIES * 9 / 10);
    }

    /** Changes up to four bytes; every eighth copy is cut, and every eighth has a piece twice. */
    private static byte[] damaged(byte[] intact, SplittableRandom random) {
        byte[] bytes = intact.clone();
        int place = random.nextInt(bytes.length);
        switch (random.nextInt(8)) {
            case 0 -> bytes = Arrays.copyOf(bytes, place);
            case 1 -> {
                int length = random.nextInt(bytes.length - place) + 1;
                bytes = Arrays.copyOf(bytes, intact.length + length);
                System.arraycopy(intact, place, bytes, place + length, intact.length - place);
            }
            default -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] =
                            random.nextBoolean() ? (byte) random.nextInt() : (byte) (random.nextInt(3) - 1);
                }
            }
        }
        return bytes;
    }
}
