package io.winnow.models.vision;

import static io.winnow.models.vision.PublishedFolder.assertSame;
import static io.winnow.models.vision.PublishedFolder.heads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.pretrained.CheckpointFacts.Given;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.Published.Head;
import io.winnow.models.pretrained.WeightLayout;
import io.winnow.models.vision.VisionTransformer.Features;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Loads the reference networks of every image transformer, compares their outputs, and writes them back. */
class VitFamiliesTest {
    private static final List<String> PATCHES_AND_CLASS = List.of("x_norm_clstoken", "x_norm_patchtokens");

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Arguments> references() {
        return Stream.of(
                arguments("vit-timm", "Vision Transformer", "", 0, "pooled", List.of("features")),
                arguments("vit-torchvision", "Vision Transformer", "", 3, "pooled", List.of("features")),
                arguments("vit-hf", "Vision Transformer", "", 0, "class_token", List.of("last_hidden_state")),
                arguments("dinov2", "DINOv2", "", 3, "x_norm_clstoken", PATCHES_AND_CLASS),
                arguments("dinov2-hf", "DINOv2", "", 0, "pooler_output", List.of("last_hidden_state")),
                arguments(
                        "dinov2-reg-giant",
                        "DINOv2",
                        "",
                        3,
                        "x_norm_clstoken",
                        List.of("x_norm_clstoken", "x_norm_regtokens", "x_norm_patchtokens")),
                arguments("clip-hf", "CLIP", "", 0, "image_features", List.of("vision_last_hidden_state")),
                arguments("clip-openclip", "CLIP", "", 0, "image_features", List.of()),
                arguments("siglip-hf", "SigLIP", "", 0, "vision_pooler_output", List.of("vision_last_hidden_state")),
                arguments("mlcd-hf", "MLCD", "", 0, "pooler_output", List.of("last_hidden_state")),
                arguments("mlcd-hf", "MLCD", "_rect", 0, "pooler_output_rect", List.of("last_hidden_state_rect")));
    }

    @ParameterizedTest
    @MethodSource("references")
    void hasTheOutputsOfTheReference(
            String folder, String family, String input, int heads, String representation, List<String> tokens)
            throws IOException {
        PublishedFolder reference = PublishedFolder.open(folder, manager);
        Published<EncoderOptions> published = reference.recognised(heads > 0 ? heads(heads) : Given.NOTHING);
        assertThat(published.family()).isEqualTo(family);
        Features found = run(reference, published, input);
        assertSame(found.representation(), reference.output(representation));
        assertThat(published.architecture().dimension())
                .isEqualTo((int) found.representation().getShape().get(1));
        if (!tokens.isEmpty()) {
            assertSame(found.tokens(), reference.output(tokens.toArray(String[]::new)));
        }
    }

    private Features run(PublishedFolder reference, Published<EncoderOptions> published, String input) {
        NDArray images = reference.vectors().get("input.pixel_values" + input);
        long height = images.getShape().get(2);
        long width = images.getShape().get(3);
        return PublishedFolder.run(reference.network(published, height, width, manager), images);
    }

    @ParameterizedTest
    @CsvSource({"vit-timm, head.weight", "vit-torchvision, heads.head.weight", "vit-hf, classifier.weight"})
    void findsTheClassHead(String folder, String weight) throws IOException {
        PublishedFolder reference = PublishedFolder.open(folder, manager);
        Published<EncoderOptions> published =
                reference.recognised(folder.equals("vit-torchvision") ? heads(3) : Given.NOTHING);
        Head head = published.head().orElseThrow();
        assertThat(head.weight()).isEqualTo(weight);
        assertThat(head.size()).isEqualTo(5);
        assertThat(head.classes())
                .isEqualTo(folder.equals("vit-hf") ? List.of("c0", "c1", "c2", "c3", "c4") : List.of());
        NDArray logits = run(reference, published, "")
                .representation()
                .matMul(reference.arrays().get(weight).transpose())
                .add(reference.arrays().get(head.bias()));
        assertSame(logits, reference.output("logits"));
    }

    @ParameterizedTest
    @CsvSource({"clip-hf", "clip-openclip"})
    void leavesOutTheProjectionOnDemand(String folder) throws IOException {
        PublishedFolder reference = PublishedFolder.open(folder, manager);
        Map<String, NDArray> arrays = new LinkedHashMap<>(reference.arrays());
        arrays.remove("visual_projection.weight");
        arrays.remove("visual.proj");
        PublishedFolder without = reference.with(arrays, reference.config());
        assertSame(
                run(without, without.recognised(Given.NOTHING), "").representation(),
                reference.output("vision_pooler_output"));
    }

    /** The parameters of a network that was loaded are written as they were, and nothing in the file is unexplained. */
    @ParameterizedTest
    @MethodSource("references")
    void writesWhatItReads(
            String folder, String family, String input, int heads, String representation, List<String> tokens)
            throws IOException {
        PublishedFolder reference = PublishedFolder.open(folder, manager);
        Published<EncoderOptions> published = reference.recognised(heads > 0 ? heads(heads) : Given.NOTHING);
        VisionTransformer network = ((VitOptions) published.architecture()).build(3);
        network.initialize(manager);
        WeightLayout layout = published.layout();
        layout.read(reference.weights(), PublishedFolder.names(network)).loadInto(network);
        assertThat(layout.leftOver(
                        PublishedFolder.names(network), reference.arrays().keySet()))
                .filteredOn(name -> published
                        .head()
                        .map(head -> !name.equals(head.weight()) && !name.equals(head.bias()))
                        .orElse(true))
                .isEmpty();
        Map<String, NDArray> written = layout.write(PublishedFolder.parameters(network));
        assertThat(written).isNotEmpty();
        written.forEach((name, array) ->
                assertThat(array).as(name).isEqualTo(reference.arrays().get(name)));

        Family<EncoderOptions> same = PublishedFolder.FAMILIES.stream()
                .filter(each -> each.name().equals(family))
                .findFirst()
                .orElseThrow();
        Optional<ObjectNode> config = same.config(published.architecture(), layout);
        assertThat(config.isPresent()).isEqualTo(folder.endsWith("-hf") || folder.endsWith("-timm"));
        if (config.isPresent()) {
            Published<EncoderOptions> again =
                    reference.with(written, config.get()).recognised(Given.NOTHING);
            assertThat(again.family()).isEqualTo(family);
            assertThat(again.architecture()).isEqualTo(published.architecture());
        }
    }

    /** A network for another image size can be written, too. */
    @ParameterizedTest
    @CsvSource({
        "dinov2-hf, embeddings.position_embeddings",
        "clip-hf, vision_model.embeddings.position_embedding.weight"
    })
    void writesPositionsOfAnotherGrid(String folder, String name) throws IOException {
        PublishedFolder reference = PublishedFolder.open(folder, manager);
        Published<EncoderOptions> published = reference.recognised(Given.NOTHING);
        VisionTransformer network = reference.network(published, 56, 70, manager);
        Map<String, NDArray> written = published.layout().write(PublishedFolder.parameters(network));
        VitOptions.Patches grid = network.options().patches();
        Shape stored = written.get(name).getShape();
        assertThat(stored.get(stored.dimension() - 2)).isEqualTo(1 + (long) grid.rows() * grid.columns());
        EncoderOptions again = reference
                .with(
                        written,
                        new ClipFamily()
                                .config(network.options(), published.layout())
                                .orElseThrow())
                .recognised(Given.NOTHING)
                .architecture();
        assertThat(((VitOptions) again).patches()).isEqualTo(grid);
    }

    /** Files that were trained further are often in half precision; positions are fitted in float32 all the same. */
    @Test
    void readsHalfPrecision() throws IOException {
        PublishedFolder reference = PublishedFolder.open("dinov2-hf", manager);
        Map<String, NDArray> half = new LinkedHashMap<>();
        reference.arrays().forEach((name, array) -> half.put(name, array.toType(DataType.FLOAT16, true)));
        PublishedFolder narrow = reference.with(half, reference.config());
        NDArray found = run(narrow, narrow.recognised(Given.NOTHING), "").representation();
        NDArray expected = reference.output("pooler_output");
        assertThat(found.sub(expected).abs().max().getFloat()).isBetween(1e-6f, 2e-2f);
    }
}
