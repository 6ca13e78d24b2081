package io.winnow.trainer.published;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.models.pretrained.CheckpointFacts;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TextsBesideTest {
    private static TextsBeside texts(String config, String... arrays) throws IOException {
        JsonNode read = new ObjectMapper().readTree(config);
        return TextsBeside.of(new CheckpointFacts(
                "both.safetensors",
                Arrays.stream(arrays).collect(Collectors.toMap(Function.identity(), name -> new Shape(8, 8))),
                read,
                CheckpointFacts.Given.NOTHING));
    }

    @Test
    void anEncoderOfTextsThatIsNotKnownIsRefusedWithTheFileAndTheReason() throws IOException {
        TextsBeside other = texts("{}", "visual.conv1.weight", "text.transformer.embeddings.word_embeddings.weight");
        assertThat(other.arrays()).isEmpty();
        assertThat(other.refusal().orElseThrow()).contains("both.safetensors", "is not of a known family");
        TextsBeside variant = texts(
                "{\"model_cfg\": {\"text_cfg\": {\"hf_model_name\": \"xlm-roberta-base\"}}}",
                "token_embedding.weight",
                "transformer.resblocks.0.attn.in_proj_weight");
        assertThat(variant.arrays()).isEmpty();
        assertThat(variant.refusal().orElseThrow()).contains("both.safetensors", "hf_model_name: \"xlm-roberta-base\"");
    }

    @Test
    void anEncoderOfImagesAloneLeavesNothingOut() throws IOException {
        // The names of a Vision Transformer, of which some are those of BERT, too.
        TextsBeside none = texts(
                "{\"model_type\": \"vit\"}",
                "embeddings.position_embeddings",
                "encoder.layer.0.attention.attention.query.weight",
                "transformer.wte.weight");
        assertThat(none.arrays()).isEmpty();
        assertThat(none.refusal()).isEmpty();
    }
}
