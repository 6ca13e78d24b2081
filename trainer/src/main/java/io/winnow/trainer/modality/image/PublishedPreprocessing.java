package io.winnow.trainer.modality.image;

import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the preprocessing of images with which published weights were trained, so that images become the same pixels as in the library of
 * the weights (pretrained.md, section 9). What no file describes is in {@link PublishedFamily}. A user's own values replace those of the
 * result by its methods {@code with..}.
 */
public final class PublishedPreprocessing {
    private PublishedPreprocessing() {}

    /**
     * Reads the preprocessing that a file beside published weights describes: HuggingFace's {@code preprocessor_config.json}, open_clip's
     * {@code open_clip_config.json}, or timm's {@code config.json}, in this order.
     *
     * @param folder folder of the weights
     * @return empty if there is no such file, as for torchvision's weights
     * @throws UserException if a file has a key or a value that is not supported; the message names both
     */
    public static Optional<ImagePreprocessing> in(Path folder) throws IOException {
        Path huggingFace = folder.resolve(HuggingFacePreprocessing.FILE);
        if (Files.exists(huggingFace)) {
            return Optional.of(HuggingFacePreprocessing.of(DescribedObject.read(huggingFace)));
        }
        Path openClip = folder.resolve(OpenClipPreprocessing.FILE);
        if (Files.exists(openClip)) {
            return Optional.of(OpenClipPreprocessing.of(DescribedObject.read(openClip)));
        }
        Path timm = folder.resolve(TimmPreprocessing.FILE);
        return Files.exists(timm)
                ? DescribedObject.read(timm)
                        .object(TimmPreprocessing.KEY)
                        .filter(each -> each.has("input_size"))
                        .map(TimmPreprocessing::of)
                : Optional.empty();
    }
}
