package io.winnow.trainer.modality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.TorchArchive;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exported encoders of other programs. Here, they are the smallest possible ones, which compute the mean of each channel. */
class EncoderFileTest {
    @TempDir
    Path folder;

    private Path encoder(String suffix) throws IOException {
        Path file = folder.resolve("encoder." + suffix);
        return Files.write(file, suffix.equals("onnx") ? onnx() : TorchArchive.of("""
                        def forward(x: Tensor) -> Tensor:
                          return torch.mean(x, [2, 3])
                        """));
    }

    /** A message of protocol buffers (onnx.proto3), field by field. */
    private static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        private void varint(int value) {
            int rest = value;
            while (rest > 0x7f) {
                bytes.write((rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            bytes.write(rest);
        }

        Message number(int field, int value) {
            varint(field << 3);
            varint(value);
            return this;
        }

        Message add(int field, byte[] content) {
            varint((field << 3) | 2);
            varint(content.length);
            bytes.writeBytes(content);
            return this;
        }

        Message add(int field, Message content) {
            return add(field, content.bytes.toByteArray());
        }

        Message add(int field, String text) {
            return add(field, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Describes a float tensor (batch, 3, side, side) with a name. */
    private static Message value(String name, int side) {
        Message shape = new Message().add(1, new Message().add(2, "batch"));
        for (int length : new int[] {3, side, side}) {
            shape.add(1, new Message().number(1, length));
        }
        return new Message()
                .add(1, name)
                .add(2, new Message().add(1, new Message().number(1, 1).add(2, shape)));
    }

    private static byte[] onnx() {
        Message node = new Message().add(1, "images").add(2, "means").add(4, "GlobalAveragePool");
        Message graph = new Message()
                .add(1, node)
                .add(2, "encoder")
                .add(11, value("images", 16))
                .add(12, value("means", 1));
        return new Message()
                .number(1, 8)
                .add(7, graph)
                .add(8, new Message().number(2, 13))
                .bytes
                .toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pt", "onnx"})
    void embedsNormalisedImages(String suffix) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                EncoderFile encoder = EncoderFile.open(encoder(suffix), 7, manager)) {
            float[] pixels = data.raw(TaskData.Part.TEST, manager).toFloatArray();
            NDArray vectors = encoder.embed(data, TaskData.Part.TEST);
            assertThat(vectors.getShape().getShape()).containsExactly(32, 3);
            float[] found = vectors.toFloatArray();
            for (int i = 0; i < found.length; i++) {
                double sum = 0;
                for (int p = 0; p < 256; p++) {
                    sum += pixels[i * 256 + p];
                }
                assertThat((double) found[i]).isCloseTo(sum / 256, within(1e-5));
            }
            assertThat(encoder.embed(data, TaskData.Part.TRAIN).getShape().get(0))
                    .isEqualTo(64);
        }
    }

    @Test
    void filesThatAreNotModelsAreAnError() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (String name : new String[] {"no.pt", "no.onnx"}) {
                Path file = folder.resolve(name);
                assertThatThrownBy(() -> EncoderFile.open(file, 7, manager))
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining("does not exist");
                Files.writeString(file, "something else");
                assertThatThrownBy(() -> EncoderFile.open(file, 7, manager))
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining(file.toString());
            }
        }
    }

    @Test
    void imagesOfAnotherSizeAreAnError() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder))) {
            Path file = folder.resolve("flat.pt");
            Files.write(file, TorchArchive.of("""
                    def forward(x: Tensor) -> Tensor:
                      return torch.mm(x, x)
                    """));
            try (EncoderFile encoder = EncoderFile.open(file, 7, manager)) {
                assertThatThrownBy(() -> encoder.embed(data, TaskData.Part.TEST))
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining("does not accept examples of the shape (7, 3, 16, 16)");
            }
        }
    }
}
