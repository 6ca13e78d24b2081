package io.winnow.trainer.modality.image;

import io.winnow.datasets.Plural;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.image.ConvertedImages;
import io.winnow.datasets.image.Framing;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageDecoder;
import io.winnow.datasets.image.MirroredImages;
import io.winnow.datasets.inspect.Thumbnail;
import io.winnow.datasets.label.NoLabels;
import io.winnow.trainer.model.InputNames;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.Item;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.model.ReadCounts;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads images in the size that a model takes. An input without images becomes an item that fails with the reason.
 *
 * @param preprocessing preprocessing of the model
 */
public record ImageReader(ImagePreprocessing preprocessing) implements ItemReader<Image> {
    private static final int BATCH = 64;
    private static final String NO_STANDARD_INPUT =
            "standard input is not supported; write the paths to a file such as list.jsonl, one"
                    + " {\"path\": \"a.png\"} per line, and name that file";
    private static final String NO_IMAGE =
            "does not have the name of an image, a list (.jsonl), a shard (.tar) or a file of images (.parquet)";
    private static final String NO_TEXT =
            NO_IMAGE + "; a list of paths is a .jsonl file with one {\"path\": \"a.png\"} per line";

    @Override
    public String unit() {
        return "images";
    }

    @Override
    public int batchSize() {
        return BATCH;
    }

    @Override
    public void require(List<String> inputs) throws IOException {
        ImageInputs.requirePaths(inputs);
    }

    /** Consecutive single files are passed together, so that they share batches. */
    @Override
    public void read(List<String> inputs, InputOptions options, Consumer<Image> consumer) throws IOException {
        InputNames names = new InputNames(inputs);
        List<Item<Image>> single = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            String input = inputs.get(i);
            Path path = Path.of(input);
            if (input.equals(STANDARD_INPUT)) {
                single.add(Item.failing(names.name(i), NO_STANDARD_INPUT));
            } else if (!Files.isRegularFile(path) || ImageNames.isShard(path)) {
                flush(single, consumer);
                set(input, names.name(i), names.prefix(i), options, consumer);
            } else if (ImageNames.isList(path)) {
                flush(single, consumer);
                list(path, names.name(i), names.prefix(i), consumer);
            } else if (ImageNames.isImage(path)) {
                single.add(file(names.name(i), path));
            } else {
                single.add(Item.failing(
                        names.name(i), path.toString().matches("(?i).+\\.(txt|csv|tsv|lst)") ? NO_TEXT : NO_IMAGE));
            }
        }
        flush(single, consumer);
    }

    private static void flush(List<Item<Image>> single, Consumer<Image> consumer) throws IOException {
        if (!single.isEmpty()) {
            int count = single.size();
            consumer.take(single.iterator(), () -> new ReadCounts(count, 0, 0, List.of()));
            single.clear();
        }
    }

    private void list(Path list, String name, String prefix, Consumer<Image> consumer) throws IOException {
        Stream<Item<Image>> opened;
        try {
            opened = new ImageList(list, prefix, this).items();
        } catch (AccessDeniedException e) {
            fail(name, denied(e), consumer);
            return;
        }
        try (Stream<Item<Image>> items = opened) {
            Iterator<Item<Image>> listed = items.iterator();
            if (listed.hasNext()) {
                pass(listed, consumer);
            } else {
                fail(name, "the list is empty", consumer);
            }
        }
    }

    private void set(String input, String name, String prefix, InputOptions options, Consumer<Image> consumer)
            throws IOException {
        ImageDataset images;
        try {
            images = ImageInputs.openAll(input, options.catalog(), preprocessing.decoding());
        } catch (AccessDeniedException e) {
            fail(name, denied(e), consumer);
            return;
        } catch (IOException | UncheckedIOException e) {
            fail(name, e.getMessage(), consumer);
            return;
        }
        try (images) {
            int files =
                    images.shards().isEmpty() ? images.size() : images.shards().size();
            List<String> passedOver = passedOver(images);
            consumer.take(
                    IntStream.range(0, images.size())
                            .mapToObj(i -> new Item<>(prefix + images.key(i), () -> framed(images, i)))
                            .iterator(),
                    () -> new ReadCounts(files, 0, 0, passedOver));
        }
    }

    private static List<String> passedOver(ImageDataset images) {
        return images.report().passedOver().stream().map(Object::toString).toList();
    }

    private static void pass(Iterator<Item<Image>> items, Consumer<Image> consumer) throws IOException {
        consumer.take(items, () -> ReadCounts.ONE_FILE);
    }

    private static void fail(String name, String why, Consumer<Image> consumer) throws IOException {
        pass(List.of(Item.<Image>failing(name, why)).iterator(), consumer);
    }

    private static String denied(AccessDeniedException e) {
        return "you have no permission to read " + e.getFile();
    }

    /** Returns the item of an image file. */
    Item<Image> file(String key, Path file) {
        return new Item<>(key, () -> {
            byte[] bytes;
            try {
                bytes = Files.readAllBytes(file);
            } catch (NoSuchFileException e) {
                throw new IOException("there is no file " + file, e);
            } catch (AccessDeniedException e) {
                throw new IOException(denied(e), e);
            }
            if (bytes.length == 0) {
                throw new IOException("the file is empty");
            }
            return ImageDecoder.decode(key, bytes, preprocessing.decoding(), preprocessing.framing());
        });
    }

    /** Returns an image in the size of the model's input, so that images wait in little memory. */
    private Image framed(ImageDataset given, int index) throws IOException {
        ImageDataset images = ConvertedImages.greyAsColour(given, preprocessing.channels());
        if (images.channels() != preprocessing.channels()) {
            throw new IOException("the image has " + images.channels() + " channels, but the model expects "
                    + preprocessing.channels());
        }
        return images.framed(index, preprocessing.framing());
    }

    @Override
    public Collected collect(List<Item.Loaded<Image>> items) {
        return new Collected(
                new LoadedImages(preprocessing, items),
                IntStream.range(0, items.size()).toArray());
    }

    @Override
    public Optional<Dataset<?>> labelled(String input, InputOptions options) throws IOException {
        ImageDataset images = ConvertedImages.greyAsColour(
                ImageInputs.open(input, options.catalog(), preprocessing.decoding()), preprocessing.channels());
        if (images.channels() != preprocessing.channels()) {
            images.close();
            throw new UserException("The images of " + input + " have " + Plural.of(images.channels(), "channels")
                    + ", but the model takes images with " + preprocessing.channels()
                    + ". Name images with the same number of channels.");
        }
        images.report().warnings().forEach(options.say());
        ReadCounts.passedOver(passedOver(images)).ifPresent(options.say());
        return Optional.of(images);
    }

    @Override
    public Optional<UnaryOperator<Dataset<?>>> mirror() {
        return Optional.of(items -> new MirroredImages((ImageDataset) items));
    }

    @Override
    public Preview preview(Image image) throws IOException {
        return new Preview.Picture(Thumbnail.png(image));
    }

    /** Images in memory, in the size of the model's input. */
    private record LoadedImages(ImagePreprocessing preprocessing, List<Item.Loaded<Image>> items)
            implements ImageDataset {
        @Override
        public Description description() {
            return new Description(
                    "images",
                    preprocessing.channels(),
                    Optional.of(preprocessing.size()),
                    new NoLabels(items.size()),
                    "");
        }

        @Override
        public Image item(int index) {
            return items.get(index).item();
        }

        @Override
        public Image framed(int index, Framing framing) {
            return item(index);
        }

        @Override
        public String key(int index) {
            return items.get(index).key();
        }
    }
}
