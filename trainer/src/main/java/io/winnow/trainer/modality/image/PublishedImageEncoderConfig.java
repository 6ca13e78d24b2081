package io.winnow.trainer.modality.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.datasets.image.Resampling;
import io.winnow.models.layer.Layer;
import io.winnow.models.vision.EncoderOptions;
import io.winnow.models.vision.VitOptions;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.published.ModelStore;
import io.winnow.trainer.published.PublishedCheckpoint;
import io.winnow.trainer.published.PublishedEncoder;
import io.winnow.trainer.published.PublishedFacts;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A published encoder of images, whose training starts from its weights and whose images are preprocessed as it was published. The run keeps
 * what determines the network, so that it can be used without the published files.
 */
@Kind("pretrained")
@Doc(
        "A published encoder, from whose weights the training starts. Images are preprocessed as it was published, see `winnow model inspect`;"
                + " data.image_size sets another size.")
public record PublishedImageEncoderConfig(
        @Doc(
                "File of weights, folder with config.json and weights, or name of a model, as `winnow model list` shows it or as OWNER/NAME on"
                        + " the HuggingFace Hub.")
        String pretrained,

        @Doc(
                "Number of attention heads of a Vision Transformer whose files do not tell it. Defaults to a 64th of its width.")
        Optional<Integer> heads,

        @Doc("Mean of red, green and blue for values in [0, 1], instead of the published one.")
        Optional<List<Double>> mean,

        @Doc("Standard deviation of red, green and blue, instead of the published one.")
        Optional<List<Double>> std,

        @Doc(
                "Filter with which images are resized, instead of the published one: nearest, bilinear, bicubic or lanczos.")
        Optional<Resampling> filter)
        implements ImageEncoderConfig {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedImageEncoderConfig.class);
    private static final int COLOURS = 3;

    public PublishedImageEncoderConfig {
        new Checks()
                .atLeast("heads", heads.orElse(1), 1)
                .that(colours(mean), "mean", "must have three numbers, found " + mean.orElse(List.of()))
                .that(
                        colours(std) && std.stream().flatMap(List::stream).allMatch(each -> each > 0),
                        "std",
                        "must have three numbers above 0, found " + std.orElse(List.of()))
                .done();
    }

    private static boolean colours(Optional<List<Double>> values) {
        return values.map(List::size).orElse(COLOURS) == COLOURS;
    }

    private static List<Float> floats(List<Double> values) {
        return values.stream().map(Double::floatValue).toList();
    }

    @Override
    public void check(Checks checks, DataConfig data, String key) {
        ImageEncoderConfig.super.check(checks, data, key);
        if (data instanceof ImagesConfig images) {
            checks.that(
                    images.decoding().channels() == COLOURS,
                    key,
                    "must take " + images.decoding().channels()
                            + " channels, which is data.channels; found pretrained, which takes " + COLOURS
                            + ". Set data.channels to " + COLOURS);
        }
    }

    private PublishedCheckpoint checkpoint(Consumer<String> say) throws IOException {
        return PublishedCheckpoint.open(ModelStore.ofEnvironment().resolve(pretrained, say));
    }

    @Override
    public Optional<Preprocessing> preprocessing(DataConfig data, Consumer<String> say) throws IOException {
        PublishedCheckpoint checkpoint = checkpoint(say);
        PublishedFacts facts =
                checkpoint.facts(pretrained, heads.map(OptionalInt::of).orElse(OptionalInt.empty()));
        ImagesConfig images = (ImagesConfig) data;
        PublishedEncoder encoder = PublishedEncoder.of(facts.facts());
        ImagePreprocessing usual = PublishedImages.preprocessing(encoder, checkpoint);
        if (images.imageSize().isPresent() && encoder.architecture() instanceof VitOptions vit) {
            int unused = images.imageSize().get() % vit.patches().size();
            if (unused > 0) {
                say.accept("Warning: data.image_size is " + images.imageSize().get() + ", of which the last "
                        + Plural.of(unused, "pixel", "pixels")
                        + " of each row and column are not used, because the patches of "
                        + pretrained + " have " + vit.patches().size() + " pixels.");
            }
        }
        ImagePreprocessing sized = images.imageSize().map(usual::withSize).orElse(usual);
        ImagePreprocessing filtered = filter.isEmpty() ? sized : withFilter(sized);
        return Optional.of(filtered.withNormalisation(
                        mean.map(PublishedImageEncoderConfig::floats).orElse(sized.mean()),
                        std.map(PublishedImageEncoderConfig::floats).orElse(sized.std()))
                .withDecoding(images.decoding())
                .withReducedDecoding(images.photographs()
                        .map(PhotographsConfig::reducedDecoding)
                        .orElse(false))
                .publishedBy(facts));
    }

    private ImagePreprocessing withFilter(ImagePreprocessing images) {
        try {
            return images.withFilter(filter.orElseThrow());
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "The encoder " + pretrained + " takes images of its size as they are, so that encoder.filter has"
                            + " no effect: " + e.getMessage() + " Leave it out.",
                    e);
        }
    }

    @Override
    public EncoderOptions options(ImagePreprocessing images) {
        try {
            return PublishedEncoder.of(facts(images).facts()).architecture().forImages(images.height(), images.width());
        } catch (IllegalArgumentException e) {
            throw new UserException("The encoder " + pretrained + " does not take the images: " + e.getMessage(), e);
        }
    }

    /** Returns what is known of the encoder, which the preprocessing that it determined brings along. */
    private PublishedFacts facts(ImagePreprocessing images) {
        return Optional.ofNullable(images.published())
                .filter(facts -> facts.source().equals(pretrained))
                .orElseThrow(() ->
                        new UserException("The images are not preprocessed for the published encoder " + pretrained
                                + ", because the run began with another one. Start a new run with another --name."));
    }

    @Override
    public boolean hasPublishedWeights() {
        return true;
    }

    @Override
    public void pretrain(Layer network, Inputs inputs, NDManager manager) {
        ImagePreprocessing images = (ImagePreprocessing) inputs.preprocessing();
        PublishedFacts kept = facts(images);
        try (NDManager scope = manager.newSubManager()) {
            PublishedCheckpoint checkpoint = checkpoint(note -> {});
            String found = checkpoint.sha256();
            if (!found.equals(kept.sha256())) {
                throw new UserException("The weights of " + pretrained + " (" + checkpoint.path()
                        + ") are not those with which this run began: their SHA-256 is " + found + " instead of "
                        + kept.sha256() + ". Restore them, or start a new run with another --name.");
            }
            PublishedEncoder.of(kept.facts()).load(checkpoint.read(scope), options(images), network);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void writePublished(Path folder, Preprocessing input, Map<String, NDArray> weights, Optional<Target> target)
            throws IOException {
        ImagePreprocessing images = (ImagePreprocessing) input;
        PublishedFacts kept = facts(images);
        PublishedEncoder encoder = PublishedEncoder.of(kept.facts());
        // Only the encoder of texts is taken from the published files: a run keeps all else.
        Optional<PublishedCheckpoint> original = encoder.hasTexts() ? original(kept) : Optional.empty();
        if (original.isEmpty() && encoder.hasTexts()) {
            LOG.warn(
                    "The encoder of texts of {} is not in {}, because the weights from which the run started are no longer on this machine. Put them back and export again to include it.",
                    pretrained,
                    folder.getFileName());
        }
        encoder.refusesTexts()
                .ifPresent(reason -> LOG.warn(
                        "The encoder of texts of {} is not in {}, since Winnow does not know it: {}",
                        pretrained,
                        folder.getFileName(),
                        reason));
        encoder.write(
                folder,
                kept,
                original,
                options(images),
                Embedder.withoutPrefix(weights),
                target.flatMap(each -> PublishedEncoder.Head.of(weights, each)));
        WrittenPreprocessing.write(folder, kept, images);
    }

    /** Returns the checkpoint with which the run began, if it is on this machine. */
    private Optional<PublishedCheckpoint> original(PublishedFacts kept) throws IOException {
        try {
            Optional<PublishedCheckpoint> found = ModelStore.ofEnvironment()
                    .find(pretrained)
                    .filter(PublishedCheckpoint::isCheckpoint)
                    .map(PublishedCheckpoint::open);
            return found.isPresent() && found.get().sha256().equals(kept.sha256()) ? found : Optional.empty();
        } catch (
                UserException e) { // a file of this name is damaged, or there are several: it is not the one of the run
            return Optional.empty();
        }
    }
}
