package io.winnow.datasets.image;

import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.example.Shard;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Images that are stored as encoded files and are decoded at each call. */
final class EncodedImages implements ImageDataset {
    private final ImageFiles files;
    private final DecodeOptions options;
    private final Description description;

    /**
     * Creates a data set.
     *
     * @param files the files, which are closed with this data set
     */
    EncodedImages(String name, ImageFiles files, DecodeOptions options) throws IOException {
        this.files = files;
        this.options = options;
        description =
                new Description(name, options.channels(), Optional.empty(), files.labels(), FilesFingerprint.of(files));
    }

    ImageFiles files() {
        return files;
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public Image item(int index) throws IOException {
        return decode(index).image();
    }

    @Override
    public Image framed(int index, Framing framing) throws IOException {
        return ImageDecoder.decode(key(index), files.content(index), options, framing);
    }

    @Override
    public DecodedImage decode(int index) throws IOException {
        return ImageDecoder.decodeNoting(key(index), files.content(index), options);
    }

    @Override
    public Optional<String> caption(int index) throws IOException {
        return files.caption(index);
    }

    @Override
    public Optional<byte[]> encoded(int index) throws IOException {
        return Optional.of(files.content(index));
    }

    @Override
    public Optional<DecodeOptions> decoding() {
        return Optional.of(options);
    }

    @Override
    public ReadReport report() {
        return files.report();
    }

    @Override
    public String key(int index) {
        return files.key(index);
    }

    @Override
    public List<Shard> shards() {
        return files.shards();
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
