package io.winnow.trainer.modality.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.trainer.published.PublishedFacts;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Writes the preprocessing of a trained encoder into the file that the library of the published encoder reads, so that it feeds the same
 * pixels. The file is the published one with what the run made different. It is read back, and left out if it does not describe the
 * preprocessing of the run.
 */
final class WrittenPreprocessing {
    private WrittenPreprocessing() {}

    /**
     * Writes the file, if the published encoder had one.
     *
     * @param folder folder with the weights, and with config.json if the library has one
     */
    static void write(Path folder, PublishedFacts kept, ImagePreprocessing images) throws IOException {
        if (kept.preprocessor() instanceof ObjectNode published) {
            Path file = folder.resolve(HuggingFacePreprocessing.FILE);
            AtomicFiles.write(file, Json.page(published));
            if (!describes(folder, images)) {
                ObjectNode node = published.deepCopy();
                HuggingFacePreprocessing.set(node, images);
                AtomicFiles.write(file, Json.page(node));
            }
            if (!describes(folder, images)) {
                Files.delete(file);
            }
            return;
        }
        rewrite(folder, TimmPreprocessing.FILE, TimmPreprocessing.KEY, images, TimmPreprocessing::set);
        rewrite(folder, OpenClipPreprocessing.FILE, OpenClipPreprocessing.KEY, images, OpenClipPreprocessing::set);
    }

    /** Changes what a file with the configuration of the network says of the preprocessing. */
    private static void rewrite(
            Path folder,
            String name,
            String key,
            ImagePreprocessing images,
            BiConsumer<ObjectNode, ImagePreprocessing> set)
            throws IOException {
        Path config = folder.resolve(name);
        if (Files.exists(config)
                && !describes(folder, images)
                && Json.read(config, JsonNode.class) instanceof ObjectNode node
                && node.path(key) instanceof ObjectNode described) {
            String before = Files.readString(config);
            set.accept(described, images);
            AtomicFiles.write(config, Json.page(node));
            if (!describes(folder, images)) {
                AtomicFiles.write(config, before);
            }
        }
    }

    private static boolean describes(Path folder, ImagePreprocessing images) throws IOException {
        try {
            Optional<ImagePreprocessing> found = PublishedPreprocessing.in(folder);
            return found.isPresent()
                    && found.get().size().equals(images.size())
                    && found.get().resize().equals(images.resize())
                    && found.get().mean().equals(images.mean())
                    && found.get().std().equals(images.std());
        } catch (UserException e) {
            return false;
        }
    }

    /** Writes the numbers of the channels. */
    static void colours(ObjectNode node, String key, List<Float> values) {
        ArrayNode array = node.putArray(key);
        values.forEach(each -> array.add(Double.parseDouble(Float.toString(each))));
    }
}
