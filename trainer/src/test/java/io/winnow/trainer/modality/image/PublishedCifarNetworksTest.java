package io.winnow.trainer.modality.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSource;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.Families;
import io.winnow.models.pretrained.PretrainedWeights;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.pretrained.TensorFile;
import io.winnow.models.torch.Autograd;
import io.winnow.models.vision.EncoderOptions;
import io.winnow.models.vision.ResNetFamily;
import io.winnow.models.vision.ResNetOptions;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two networks that others have trained on CIFAR-10 (specification "Pretrained encoders", sections 3, 10 and 12), on the first test images
 * as JPEG files. The expected numbers are those of a program of its own in double precision.
 */
class PublishedCifarNetworksTest {
    private static final int BATCH = 250;
    private static final int SIDE = 32;
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] STD = {0.229f, 0.224f, 0.225f};

    private static Path data(String folder, String file) {
        Path path = DataRoot.ofEnvironment()
                .foldersOf(folder)
                .map(root -> root.resolve(file))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
        assumeThat(path).as(folder + "/" + file + " in WINNOW_DATA").isNotNull();
        return path;
    }

    @ParameterizedTest
    @CsvSource({"resnet20, resnet20-12fca82f.th, 20, 4010", "resnet56, resnet56-4bfd9763.th, 56, 4149"})
    void logitsAndCountsAreThoseOfTheReference(String name, String file, int depth, int right)
            throws IOException, URISyntaxException {
        Path checkpoint = data("cifar-resnets", file);
        Path shard = data("cifar-10", "test-000.tar");
        Path vectors =
                Path.of(getClass().getResource("cifar-resnets.safetensors").toURI());
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording pause = Autograd.pause();
                ImageDataset images = ImageSource.open("cifar-10/test", shard, DecodeOptions.of(3))) {
            Map<String, NDArray> expected = SafeTensors.read(vectors, manager);
            PretrainedWeights weights = TensorFile.open(checkpoint).unwrapped().read(manager);
            Published<EncoderOptions> published = recognise(weights);
            assertThat(published.architecture())
                    .isEqualTo(new ResNetOptions(depth, 0, false, ResNetOptions.Shortcut.PADDED));
            Layer encoder = load(published, weights, manager);
            Published.Head head = published.head().orElseThrow();
            NDArray matrix = weights.arrays().get(head.weight()).transpose();
            NDArray bias = weights.arrays().get(head.bias());
            byte[] predictions = new byte[images.size()];
            for (int begin = 0; begin < images.size(); begin += BATCH) {
                try (NDManager scope = manager.newSubManager()) {
                    NDArray batch = normalised(images, begin, scope);
                    NDArray features = encoder.forward(new ParameterStore(scope, false), new NDList(batch), false)
                            .singletonOrThrow();
                    NDArray logits = features.matMul(matrix).add(bias);
                    if (begin == 0) {
                        assertClose(features, expected.get(name + ".features"));
                        assertClose(logits, expected.get(name + ".logits"));
                    }
                    long[] best = logits.argMax(1).toLongArray();
                    for (int i = 0; i < best.length; i++) {
                        predictions[begin + i] = (byte) best[i];
                    }
                }
            }
            assertThat(predictions)
                    .isEqualTo(expected.get(name + ".predictions").toByteArray());
            int[] classes = ((ClassLabels) images.labels()).classes();
            int count = 0;
            for (int i = 0; i < classes.length; i++) {
                count += predictions[i] == classes[i] ? 1 : 0;
            }
            assertThat(count).isEqualTo(right);
        }
    }

    private static Published<EncoderOptions> recognise(PretrainedWeights weights) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        weights.arrays().forEach((name, array) -> shapes.put(name, array.getShape()));
        return Families.recognise(
                List.of(new ResNetFamily()),
                new CheckpointFacts(
                        weights.source(), shapes, MissingNode.getInstance(), CheckpointFacts.Given.NOTHING));
    }

    private static Layer load(Published<EncoderOptions> published, PretrainedWeights weights, NDManager manager) {
        Layer encoder = published.architecture().build(3);
        encoder.initialize(manager);
        published
                .layout()
                .read(
                        weights,
                        encoder.getParameters().stream()
                                .map(pair -> pair.getKey())
                                .collect(Collectors.toSet()))
                .loadInto(encoder);
        return encoder;
    }

    private static NDArray normalised(ImageDataset images, int begin, NDManager manager) throws IOException {
        float[] values = new float[BATCH * 3 * SIDE * SIDE];
        for (int i = 0; i < BATCH; i++) {
            Image image = images.item(begin + i);
            for (int p = 0; p < image.pixels().length; p++) {
                int channel = p / (SIDE * SIDE);
                float value = Byte.toUnsignedInt(image.pixels()[p]) / 255f;
                values[i * 3 * SIDE * SIDE + p] = (value - MEAN[channel]) / STD[channel];
            }
        }
        return manager.create(values, new Shape(BATCH, 3, SIDE, SIDE));
    }

    /** Compares the first images, of which the expected values are known. */
    private static void assertClose(NDArray found, NDArray expected) {
        NDArray first = found.get("0:" + expected.getShape().get(0));
        assertThat(first.sub(expected).abs().max().getFloat()).isLessThan(1e-4f);
    }
}
