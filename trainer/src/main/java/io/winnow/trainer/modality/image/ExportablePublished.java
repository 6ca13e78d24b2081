package io.winnow.trainer.modality.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.modality.ExampleInput;
import io.winnow.trainer.modality.ServedExport;
import io.winnow.trainer.modality.ServedNetwork;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.ModelPart;
import io.winnow.trainer.published.PublishedCheckpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A published model of images as an export writes it, without a training. There are no data of a run, so that files are compared on random
 * images.
 *
 * @param checkpoint the published weights
 */
record ExportablePublished(PublishedCheckpoint checkpoint, ImagePreprocessing preprocessing, ServedNetwork served)
        implements ServedExport {
    private ExampleInput input() {
        return new ExampleInput(
                "images", served.serving().inputs(), served.serving().reading(), preprocessing.exported());
    }

    @Override
    public ModelDescription describe(String precision) {
        return new ModelDescription(
                served.output().kind(),
                checkpoint.fileName().replaceFirst("\\.(safetensors|pth|pt|th|bin)$", ""),
                ModelDescription.PUBLISHED,
                null,
                null,
                precision,
                input(),
                served.output().dimension(),
                served.output().target(),
                null);
    }

    @Override
    public List<ModelPart> parts(NDManager scope) {
        Shape shape = new Shape(EXAMPLES, preprocessing.channels(), preprocessing.height(), preprocessing.width());
        CounterRandom random = CounterRandom.of(1, 0);
        byte[] pixels = new byte[Math.toIntExact(shape.size())];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.nextInt(256);
        }
        NDArray images = scope.create(ByteBuffer.wrap(pixels), shape, DataType.UINT8);
        return served.parts(new NDList(images), scope);
    }

    @Override
    public Object configuration() {
        return new PublishedImageEncoderConfig(
                checkpoint.fileName(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public void writeBeside(Path bundle, Set<ExportFormat> formats) throws IOException {
        served.serving().write(bundle, describe(null), formats);
        // The folder stands for those that are read: the section must name one.
        input().writeData(
                        new ConfigReader().parse(ImageDataConfig.class, "the images", "{train: images}", List.of()),
                        bundle);
        checkpoint.write(bundle.resolve(PUBLISHED));
    }
}
