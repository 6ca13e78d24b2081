package io.winnow.datasets.image;

import io.winnow.datasets.DataException;
import io.winnow.datasets.HiddenName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Distinguishes uncompressed tar archives, whose examples can be read in random order, from other files. */
final class Archives {
    /** The position of the magic number of a tar archive (POSIX.1-1988, ustar). Archives of older programs have none. */
    private static final int MAGIC = 257;

    private static final String ZSTANDARD = "(" + (char) 0xb5 + "/" + (char) 0xfd;

    private Archives() {}

    /** Whether a file is a shard, by its name. */
    static boolean isShard(Path file) {
        String name = file.getFileName().toString();
        return name.toLowerCase(Locale.ROOT).endsWith(".tar") && !HiddenName.is(name);
    }

    /** Whether a file is an archive that must be unpacked, by its name. */
    static boolean isPacked(Path file) {
        String name = file.getFileName().toString();
        return !HiddenName.is(name)
                && name.toLowerCase(Locale.ROOT)
                        .matches(".*\\.(tgz|tbz2?|txz|tzst|zip|7z|rar|tar\\.(gz|bz2|xz|zst|lz4|lzma|z))");
    }

    /** The error for an archive that cannot be read in random order. */
    static DataException packed(Path file) {
        return new DataException(
                file + " is a compressed archive, whose examples cannot be read in random order. Unpack it"
                        + " into a folder and give that folder, or decompress it to an uncompressed .tar.");
    }

    /**
     * Makes sure that a file may be a tar archive.
     *
     * @throws DataException if the content is that of another kind of file
     */
    static void requireTar(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(MAGIC + 5);
        }
        if (isTar(head)) {
            return;
        }
        String start = ImageFormat.ascii(head, 0, Math.min(6, head.length));
        if (start.startsWith("\u001f\u008b")
                || start.startsWith("BZh")
                || start.startsWith("\u00fd7zXZ")
                || start.startsWith(ZSTANDARD)
                || start.startsWith("PK\u0003\u0004")
                || start.startsWith("7z\u00bc\u00af")
                || start.startsWith("Rar!")) {
            throw packed(file);
        }
        if (!isShard(file)) {
            throw new DataException(
                    ImageFormat.of(head).isPresent() || ImageFormat.isImage(file.toString())
                            ? file + " is a single image. Give the folder that contains it."
                            : file
                                    + " is neither a folder of images nor a tar archive. Give a folder that holds a folder"
                                    + " for each class, or shards (.tar).");
        }
    }

    private static boolean isTar(byte[] head) {
        return head.length == MAGIC + 5 && ImageFormat.ascii(head, MAGIC, 5).equals("ustar");
    }
}
