package io.winnow.trainer.pool;

import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageDecoder;
import io.winnow.datasets.label.NoLabels;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Image files that a file of records lists. A file that does not exist counts as damaged, so that it is reported with the others. */
final class ListedFiles implements ImageDataset {
    private final Description description;
    private final List<String> keys;
    private final List<Path> files;
    private final DecodeOptions options;

    ListedFiles(String name, String fingerprint, List<String> keys, List<Path> files, DecodeOptions options) {
        description =
                new Description(name, options.channels(), Optional.empty(), new NoLabels(files.size()), fingerprint);
        this.keys = List.copyOf(keys);
        this.files = List.copyOf(files);
        this.options = options;
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public Image item(int index) throws IOException {
        return ImageDecoder.decode(key(index), encoded(index).orElseThrow(), options);
    }

    @Override
    public Optional<byte[]> encoded(int index) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(files.get(index)));
        } catch (NoSuchFileException e) {
            throw new CorruptImageException(key(index), "there is no file " + files.get(index), e);
        }
    }

    /** Writes a list (.jsonl) by which a model reads the same files, whatever their names end in, and also if some do not exist. */
    void writeList(Path list) throws IOException {
        Files.write(
                list,
                files.stream()
                        .map(each -> Json.line(Map.of("path", each.toString())))
                        .toList());
    }

    @Override
    public String key(int index) {
        return keys.get(index);
    }
}
