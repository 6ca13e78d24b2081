package io.winnow.datasets.image;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.label.ClassLabels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The original binary files of CIFAR-10 and CIFAR-100: records of one or two label bytes and 3072 pixels, channel by channel. All pixels
 * are kept in memory.
 */
public final class CifarBinaryImages implements ImageDataset {
    private static final ImageSize SIZE = ImageSize.square(32);
    private static final int PIXELS = 3 * 32 * 32;

    private final byte[][] images;
    private final Description description;

    private CifarBinaryImages(byte[][] images, Description description) {
        this.images = images;
        this.description = description;
    }

    /**
     * Reads files, one after another.
     *
     * @param labelBytes 1 for CIFAR-10; 2 for CIFAR-100, of whose two labels the second, fine label is used
     * @throws CorruptImageException if the size of a file is not a multiple of the record size, or if a label is not a class
     */
    public static CifarBinaryImages read(String name, List<Path> files, int labelBytes, List<String> classNames)
            throws IOException {
        int record = labelBytes + PIXELS;
        byte[][] contents = new byte[files.size()][];
        int count = 0;
        Fingerprint digest = new Fingerprint();
        for (int f = 0; f < contents.length; f++) {
            contents[f] = Files.readAllBytes(files.get(f));
            if (contents[f].length % record != 0) {
                throw new CorruptImageException(
                        files.get(f).toString(),
                        "its " + contents[f].length + " bytes are not a multiple of the record size, " + record,
                        null);
            }
            digest.add(contents[f]);
            count += contents[f].length / record;
        }
        byte[][] images = new byte[count][];
        int[] classes = new int[count];
        int next = 0;
        for (int f = 0; f < contents.length; f++) {
            for (int begin = 0; begin < contents[f].length; begin += record) {
                classes[next] = contents[f][begin + labelBytes - 1] & 0xff;
                if (classes[next] >= classNames.size()) {
                    throw new CorruptImageException(
                            files.get(f) + " record " + begin / record,
                            "its label is " + classes[next] + ", but there are only " + classNames.size() + " classes",
                            null);
                }
                images[next++] = Arrays.copyOfRange(contents[f], begin + labelBytes, begin + record);
            }
        }
        return new CifarBinaryImages(
                images,
                new Description(name, 3, Optional.of(SIZE), new ClassLabels(classes, classNames), digest.hex()));
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public Image item(int index) {
        return new Image(3, SIZE.height(), SIZE.width(), images[index].clone());
    }
}
