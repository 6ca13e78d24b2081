package io.winnow.trainer.modality;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedderFileTest {
    @TempDir
    Path folder;

    /** A model of another version of this program is no failure of the machine: the user can do something about it. */
    @Test
    void weightsOfAnotherTextEncoderAreAMistakeOfTheUser() throws IOException {
        Path file = folder.resolve("model.safetensors");
        try (NDManager manager = NDManager.newBaseManager()) {
            SafeTensors.write(
                    file,
                    Map.of("head.weight", manager.ones(new Shape(3, 384))),
                    Map.of("all_minilm_l6_v2_sha256", "abc", "all_minilm_l6_v2_prefix", "encoder.bert."));
            assertThatThrownBy(() -> Embedder.read(file, manager))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("Use the version of Winnow with which the model was trained");
        }
    }
}
