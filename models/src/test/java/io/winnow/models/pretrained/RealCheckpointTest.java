package io.winnow.models.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints of github.com/akamaster/pytorch_resnet_cifar10, which are too large to be kept beside the tests. */
class RealCheckpointTest {
    /** The oracle is the SHA-256 of all elements in the order of the file, as Python's own pickle and numpy read them. */
    @ParameterizedTest
    @CsvSource({
        "resnet20-12fca82f.th,97,271098,91.78,55fa4ffa8345bfb167b8f5f3a05cba788b5ee87bbed6c716a6342c1616ee109f",
        "resnet56-4bfd9763.th,277,857082,93.62,489a10d44b2be634b4e71ff17c952480d3fce76ab296ea358068d80686dde3da"
    })
    void readsPublishedWeights(String name, int arrays, long numbers, String accuracy, String sha256)
            throws IOException, NoSuchAlgorithmException {
        String data = System.getenv("WINNOW_DATA");
        assumeThat(data).as("WINNOW_DATA").isNotNull();
        Path file = Path.of(data, "cifar-resnets", name);
        assumeThat(file).exists();
        TensorFile opened = TensorFile.open(file).unwrapped();
        assertThat(opened.tensors()).hasSize(arrays).containsKeys("conv1.weight", "linear.bias");
        assertThat(opened.tensors().values().stream()
                        .mapToLong(tensor -> tensor.shape().size())
                        .sum())
                .isEqualTo(numbers);
        assertThat(opened.metadata().get("best_prec1")).startsWith(accuracy);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (NDManager manager = NDManager.newBaseManager()) {
            for (NDArray array : opened.read(manager).arrays().values()) {
                digest.update(array.toByteBuffer());
            }
        }
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(sha256);
    }
}
