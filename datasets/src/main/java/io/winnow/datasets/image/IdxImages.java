package io.winnow.datasets.image;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.fingerprint.LazyFingerprint;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Grey images in the IDX format of MNIST and similar data sets, held in memory. Files may be gzipped. */
public final class IdxImages implements ImageDataset {
    private static final int UNSIGNED_BYTES = 0x08;
    private static final long LARGEST = 1L << 31;

    private final ImageSize size;
    private final byte[] pixels;
    private final Description description;

    private IdxImages(String name, ImageSize size, byte[] pixels, Labels labels) {
        this.size = size;
        this.pixels = pixels;
        description = new Description(
                name, 1, Optional.of(size), labels, LazyFingerprint.of(() -> fingerprint(pixels, labels)));
    }

    private static String fingerprint(byte[] pixels, Labels labels) {
        Fingerprint digest = new Fingerprint().add(pixels);
        if (labels instanceof ClassLabels single) {
            digest.add(single.classes());
        }
        return digest.hex();
    }

    /**
     * Reads images (N, H, W) and their labels (N).
     *
     * @throws CorruptImageException if a file is not an IDX file of unsigned bytes or is truncated, or if the numbers of images and labels
     *     differ
     */
    public static IdxImages read(String name, Path imageFile, Path labelFile, List<String> classNames)
            throws IOException {
        Array images = readArray(imageFile, 3);
        Array labels = readArray(labelFile, 1);
        if (images.shape[0] != labels.shape[0]) {
            throw new CorruptImageException(
                    labelFile.toString(),
                    "it has " + labels.shape[0] + " labels for the " + images.shape[0] + " images of " + imageFile,
                    null);
        }
        int[] classes = new int[labels.shape[0]];
        Arrays.setAll(classes, i -> labels.bytes[i] & 0xff);
        return new IdxImages(
                name,
                new ImageSize(images.shape[1], images.shape[2]),
                images.bytes,
                new ClassLabels(classes, classNames));
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public Image item(int index) {
        int length = size.height() * size.width();
        return new Image(
                1, size.height(), size.width(), Arrays.copyOfRange(pixels, index * length, (index + 1) * length));
    }

    @SuppressWarnings("ArrayRecordComponent") // the content of a file; never compared
    private record Array(int[] shape, byte[] bytes) {}

    private static Array readArray(Path file, int dimensions) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(
                        file.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw)) {
            int magic = in.readInt();
            if (magic != (UNSIGNED_BYTES << 8 | dimensions)) {
                throw new CorruptImageException(
                        file.toString(),
                        String.format(
                                Locale.ROOT,
                                "its first bytes are %08x; an IDX file of unsigned bytes in %d dimensions starts with %08x",
                                magic,
                                dimensions,
                                UNSIGNED_BYTES << 8 | dimensions),
                        null);
            }
            int[] shape = new int[dimensions];
            long total = 1;
            for (int i = 0; i < dimensions; i++) {
                shape[i] = in.readInt();
                total = shape[i] < 0 || total > LARGEST ? LARGEST : total * shape[i];
            }
            if (total >= LARGEST) {
                throw new CorruptImageException(
                        file.toString(), "it declares the shape " + Arrays.toString(shape), null);
            }
            byte[] bytes = in.readNBytes((int) total);
            if (bytes.length < total) {
                throw new CorruptImageException(
                        file.toString(), "it ends after " + bytes.length + " of " + total + " bytes", null);
            }
            return new Array(shape, bytes);
        } catch (EOFException e) {
            throw new CorruptImageException(file.toString(), "it is truncated within its header", e);
        }
    }
}
