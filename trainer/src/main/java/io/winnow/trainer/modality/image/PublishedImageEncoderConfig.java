package io.winnow.trainer.modality.image;

import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Layer;
import io.winnow.models.vision.EncoderOptions;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.published.ModelStore;
import io.winnow.trainer.published.PublishedCheckpoint;
import io.winnow.trainer.published.PublishedEncoder;
import io.winnow.trainer.published.PublishedFacts;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A published encoder of images, whose training starts from its weights and whose images are preprocessed as it was published. The run keeps
 * what determines the network, so that it can be used without the published files.
 */
@Kind("pretrained")
@Doc(
        "A published encoder, from whose weights the training starts. Images are preprocessed as it was published, see `winnow model inspect`.")
public record PublishedImageEncoderConfig(
        @Doc(
                "File of weights, folder with config.json and weights, or name of a model, as `winnow model list` shows it or as OWNER/NAME on"
                        + " the HuggingFace Hub.")
        String pretrained,

        @Doc("Number of attention heads of a Vision Transformer whose files do not tell it. Defaults to width / 64.")
        Optional<Integer> heads)
        implements ImageEncoderConfig {
    public PublishedImageEncoderConfig {
        new Checks().atLeast("heads", heads.orElse(1), 1).done();
    }

    private OptionalInt givenHeads() {
        return heads.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private PublishedCheckpoint checkpoint(Consumer<String> say) throws IOException {
        return PublishedCheckpoint.open(ModelStore.ofEnvironment().resolve(pretrained, say));
    }

    @Override
    public Optional<Preprocessing> preprocessing(DataConfig data, Consumer<String> say) throws IOException {
        PublishedCheckpoint checkpoint = checkpoint(say);
        PublishedFacts facts = checkpoint.facts(pretrained, givenHeads());
        PublishedEncoder encoder = PublishedEncoder.of(facts.facts());
        ImagesConfig images = (ImagesConfig) data;
        return Optional.of(PublishedImages.preprocessing(encoder, checkpoint, images.decoding(), images.imageSize())
                .publishedBy(facts));
    }

    private EncoderOptions options(Preprocessing input) {
        ImagePreprocessing images = (ImagePreprocessing) input;
        return PublishedEncoder.of(facts(images).facts())
                .architecture()
                .forImages(images.height(), images.width());
    }

    private PublishedFacts facts(ImagePreprocessing images) {
        return images.published()
                .filter(facts -> facts.source().equals(pretrained))
                .orElseThrow(() -> new UserException("The images are not preprocessed for the published encoder " + pretrained
                        + ". Start a new run with another --name."));
    }

    @Override
    public EncoderOptions options(int side) {
        throw new IllegalStateException("A published encoder is built for its preprocessing.");
    }

    @Override
    public int dimension(Preprocessing input) {
        return options(input).dimension();
    }

    @Override
    public Layer build(Preprocessing input) {
        return options(input).build(((ImagePreprocessing) input).channels());
    }

    @Override
    public void pretrain(Layer network, Preprocessing input, NDManager manager) {
        PublishedFacts kept = facts((ImagePreprocessing) input);
        try (NDManager scope = manager.newSubManager()) {
            PublishedCheckpoint checkpoint = checkpoint(note -> {});
            if (!checkpoint.sha256().equals(kept.sha256())) {
                throw new UserException("The weights of " + pretrained + " (" + checkpoint.path()
                        + ") are not those with which this run began: their SHA-256 is " + checkpoint.sha256() + " instead of "
                        + kept.sha256() + ". Restore them, or start a new run with another --name.");
            }
            PublishedEncoder.of(kept.facts()).load(checkpoint.read(scope), options(input), network);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
