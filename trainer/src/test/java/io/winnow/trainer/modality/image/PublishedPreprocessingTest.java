package io.winnow.trainer.modality.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.image.CropOffset;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDecoder;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.Resampling;
import io.winnow.datasets.image.Resize;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedPreprocessingTest {
    private static final String CLIP = """
            {"crop_size": 32, "do_center_crop": true, "do_normalize": true, "do_resize": true,
             "feature_extractor_type": "CLIPFeatureExtractor", "image_mean": [0.48145466, 0.4578275, 0.40821073],
             "image_std": [0.26862954, 0.26130258, 0.27577711], "resample": 3, "size": 32}""";
    private static final String VIT = """
            {"do_normalize": true, "do_resize": true, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
             "resample": 2, "size": {"height": 32, "width": 32}, "image_processor_type": "ViTImageProcessor"}""";
    private static final String SIGLIP = """
            {"do_normalize": true, "do_rescale": true, "do_resize": true, "image_mean": [0.5, 0.5, 0.5],
             "image_std": [0.5, 0.5, 0.5], "image_processor_type": "SiglipImageProcessor", "resample": 3,
             "rescale_factor": 0.00392156862745098, "size": {"height": 32, "width": 32}}""";
    private static final String TIMM = """
            {"architecture": "vit_small_patch16_224", "pretrained_cfg": {"tag": "tiny", "input_size": [3, 32, 32],
             "interpolation": "bicubic", "crop_pct": 0.9, "crop_mode": "center", "mean": [0.5, 0.5, 0.5],
             "std": [0.5, 0.5, 0.5], "pool_size": null, "fixed_input_size": false}}""";

    @TempDir
    Path folder;

    private ImagePreprocessing read(String file, String json) throws IOException {
        Files.writeString(folder.resolve(file), json);
        return PublishedPreprocessing.in(folder).orElseThrow();
    }

    private ImagePreprocessing huggingFace(String json) throws IOException {
        return read("preprocessor_config.json", json);
    }

    private ImagePreprocessing described(String library) throws IOException {
        return switch (library) {
            case "torchvision-bilinear" -> PublishedFamily.TORCHVISION.preprocessing(32);
            // The vectors of this rule resize the shorter side to 35, as timm does for crop_pct .9.
            case "torchvision-bicubic" ->
                PublishedFamily.TORCHVISION
                        .preprocessing(32)
                        .withResize(new Resize.ShorterSide(35, Resampling.BICUBIC, CropOffset.HALF_EVEN));
            // The vectors' shorter side is 35, too.
            case "hf-clip" -> huggingFace(CLIP.replace("\"size\": 32", "\"size\": {\"shortest_edge\": 35}"));
            case "timm-0.9" -> read("config.json", TIMM);
            case "hf-vit" -> huggingFace(VIT);
            case "hf-siglip" -> huggingFace(SIGLIP);
            default -> throw new IllegalArgumentException(library);
        };
    }

    /** Tensors of Pillow 9.4 and torchvision 0.14.1, or of a formulation of its own with the same bytes. */
    @ParameterizedTest
    @CsvSource({
        "a, torchvision-bilinear",
        "a, torchvision-bicubic",
        "a, hf-clip",
        "a, timm-0.9",
        "a, hf-vit",
        "a, hf-siglip",
        "b, torchvision-bilinear",
        "b, torchvision-bicubic",
        "b, hf-clip",
        "b, hf-vit",
        "b, hf-siglip"
    })
    void tensorsAreThoseOfTheLibrary(String image, String library) throws IOException {
        ImagePreprocessing preprocessing = described(library);
        Path vectors = folder.resolve("vectors.safetensors");
        try (InputStream in = getClass().getResourceAsStream("preprocessed.safetensors")) {
            Files.copy(in, vectors);
        }
        try (InputStream in = getClass().getResourceAsStream("resize-" + image + ".png");
                NDManager manager = NDManager.newBaseManager()) {
            Image framed =
                    ImageDecoder.decode(image, in.readAllBytes(), preprocessing.decoding(), preprocessing.framing());
            NDArray bytes = manager.create(ByteBuffer.wrap(framed.pixels()), new Shape(1, 3, 32, 32), DataType.UINT8);
            float[] tensor = preprocessing.plain().apply(bytes, 0).toFloatArray();
            Map<String, NDArray> expected = SafeTensors.read(vectors, manager);
            float[] reference = expected.get(image + "-" + library + ".tensor").toFloatArray();
            assertThat(tensor).hasSameSizeAs(reference);
            for (int i = 0; i < tensor.length; i++) {
                assertThat(tensor[i]).isCloseTo(reference[i], within(1e-6f));
            }
        }
    }

    @Test
    void filesOfTheLibrariesAreRead() throws IOException {
        assertThat(huggingFace(CLIP)).isEqualTo(PublishedFamily.CLIP.preprocessing(32));
        assertThat(huggingFace(CLIP.replace("CLIPFeatureExtractor", "CLIPImageProcessorFast")))
                .isEqualTo(PublishedFamily.CLIP.preprocessing(32));
        assertThat(huggingFace(VIT)).isEqualTo(PublishedFamily.HUGGINGFACE_VIT.preprocessing(32));
        assertThat(huggingFace(SIGLIP)).isEqualTo(PublishedFamily.SIGLIP.preprocessing(32));
        assertThat(huggingFace("""
                        {"crop_size": {"height": 224, "width": 224}, "do_center_crop": true, "do_convert_rgb": true,
                         "image_mean": [0.485, 0.456, 0.406], "image_processor_type": "BitImageProcessor",
                         "image_std": [0.229, 0.224, 0.225], "resample": 3, "size": {"shortest_edge": 256}}""")).isEqualTo(PublishedFamily.DINOV2.preprocessing(224));
        String convNext = """
                        {"crop_pct": 0.875, "do_normalize": true, "do_resize": true,
                         "feature_extractor_type": "ConvNextFeatureExtractor", "image_mean": [0.485, 0.456, 0.406],
                         "image_std": [0.229, 0.224, 0.225], "resample": 3, "size": 224}""";
        assertThat(huggingFace(convNext)).isEqualTo(PublishedFamily.HUGGINGFACE_CONVNEXT.preprocessing(224));
        assertThat(huggingFace(convNext.replace("224}", "384}")))
                .isEqualTo(PublishedFamily.HUGGINGFACE_CONVNEXT.preprocessing(384));
    }

    @Test
    void filesOfTimmAreRead() throws IOException {
        assertThat(read("config.json", TIMM)).isEqualTo(PublishedFamily.TIMM_VIT.preprocessing(32));
        assertThat(read("config.json", TIMM.replace("\"center\"", "\"squash\"")).resize())
                .isEqualTo(new Resize.Stretched(35, 35, Resampling.BICUBIC, CropOffset.HALF_EVEN));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"resnet\"}");
        assertThat(PublishedPreprocessing.in(folder)).isEmpty();
    }

    @Test
    void filesOfOpenClipAreRead() throws IOException {
        String file = """
                {"model_cfg": {"vision_cfg": {"image_size": 32}},
                 "preprocess_cfg": {"mean": [0.48145466, 0.4578275, 0.40821073],
                                    "std": [0.26862954, 0.26130258, 0.27577711]}}""";
        assertThat(read("open_clip_config.json", file)).isEqualTo(PublishedFamily.OPEN_CLIP.preprocessing(32));
        assertThat(read("open_clip_config.json", file.replace("{\"mean\"", "{\"resize_mode\": \"squash\", \"mean\""))
                        .resize())
                .isEqualTo(new Resize.Stretched(32, 32, Resampling.BICUBIC, CropOffset.HALF_EVEN));
        assertThatThrownBy(() -> read(
                        "open_clip_config.json", file.replace("{\"mean\"", "{\"resize_mode\": \"longest\", \"mean\"")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("preprocess_cfg.resize_mode of ")
                .hasMessageContaining("must be shortest or squash; found \"longest\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"resample\": 3 | \"resample\": 5 | resample of | must be 0 (nearest), 1 (lanczos)",
                "\"do_resize\": true | \"do_resize\": false | do_resize of | must be true; found false",
                "\"do_resize\": true | \"rescale_factor\": 1.0 | rescale_factor of | must be 1 / 255; found 1.0",
                "\"do_resize\": true | \"do_pad\": true | The key do_pad of | is unknown",
                "\"size\": 32 | \"size\": {\"longest_edge\": 32} | The key size.longest_edge of | is unknown",
                "\"size\": 32 | \"size\": {\"shortest_edge\": 16} | crop_size of | at most size.shortest_edge 16",
                "CLIPFeatureExtractor | BlipImageProcessor | feature_extractor_type of | CLIP, ViT, DeiT",
            })
    void whatWouldChangePixelsIsRefused(String from, String to, String key, String message) {
        assertThatThrownBy(() -> huggingFace(CLIP.replace(from, to)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("preprocessor_config.json")
                .hasMessageContaining(message);
    }

    @Test
    void keysThatAreOffAreAllowed() throws IOException {
        assertThat(huggingFace(CLIP.replace("{", "{\"do_pad\": null, \"pad_size\": null, \"do_flip\": false, ")))
                .isEqualTo(PublishedFamily.CLIP.preprocessing(32));
    }

    @Test
    void sizesOfTheTableAreThoseOfTheLibraries() {
        assertThat(side(PublishedFamily.TORCHVISION, 224)).isEqualTo(256);
        assertThat(side(PublishedFamily.TORCHVISION_V2, 224)).isEqualTo(232);
        assertThat(side(PublishedFamily.TORCHVISION_CONVNEXT, 224)).isEqualTo(236);
        assertThat(side(PublishedFamily.TIMM_RESNET, 224)).isEqualTo(235);
        assertThat(side(PublishedFamily.TIMM_VIT, 224)).isEqualTo(248);
        assertThat(side(PublishedFamily.TIMM_VIT, 384)).isEqualTo(426);
        assertThat(side(PublishedFamily.DINOV2, 224)).isEqualTo(256);
        assertThat(side(PublishedFamily.CLIP, 336)).isEqualTo(336);
        assertThat(PublishedFamily.SIGLIP2.preprocessing(256).resize())
                .isEqualTo(new Resize.Stretched(256, 256, Resampling.BILINEAR, CropOffset.FLOOR));
    }

    private static int side(PublishedFamily family, int size) {
        return ((Resize.ShorterSide) family.preprocessing(size).resize()).side();
    }

    @Test
    void ownValuesReplaceThoseOfTheWeights() {
        ImagePreprocessing own = PublishedFamily.TORCHVISION
                .preprocessing(224)
                .withSize(112)
                .withFilter(Resampling.LANCZOS)
                .withNormalisation(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f))
                .withReducedDecoding(true);
        assertThat(own)
                .isEqualTo(new ImagePreprocessing(
                        DecodeOptions.of(3),
                        112,
                        112,
                        List.of(0f, 0f, 0f),
                        List.of(1f, 1f, 1f),
                        new Resize.ShorterSide(128, Resampling.LANCZOS, CropOffset.HALF_EVEN),
                        true));
        assertThatThrownBy(() -> own.withResize(new Resize.CentredPart()).withFilter(Resampling.BICUBIC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("triangle filter; found bicubic");
    }

    @Test
    void ruleIsStoredByItsKind() throws IOException {
        ImagePreprocessing published = PublishedFamily.DINOV2.preprocessing(224);
        String json = Json.line(published);
        assertThat(json)
                .contains(
                        "\"resize\":{\"kind\":\"shorter_side\",\"side\":256,\"filter\":\"bicubic\",\"offset\":\"floor\"}");
        Path file = folder.resolve("preprocessing.json");
        Files.writeString(file, json);
        assertThat(Json.read(file, ImagePreprocessing.class, List.of(ImagePreprocessing.class)))
                .isEqualTo(published);
    }

    @Test
    void ruleIsDescribedInWords() {
        assertThat(PublishedFamily.TORCHVISION.preprocessing(224).resizing())
                .isEqualTo(
                        "The shorter side is scaled to 256 pixels and the longer side in proportion (rounded down), with Pillow's"
                                + " bilinear filter. Then the centre of 224x224 pixels is cropped, with the offset rounded to the nearest integer"
                                + " (halves to the even one).");
        assertThat(PublishedFamily.SIGLIP.preprocessing(224).resizing())
                .isEqualTo(
                        "The image is scaled to 224x224 pixels (width x height), whatever its aspect ratio is, with Pillow's bicubic"
                                + " filter.");
        assertThat(PublishedFamily.SIGLIP.preprocessing(224).framing().size()).isEqualTo(ImageSize.square(224));
    }
}
