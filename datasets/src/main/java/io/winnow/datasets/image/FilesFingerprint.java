package io.winnow.datasets.image;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.io.IOException;

/**
 * The fingerprint of a data set of encoded files: their keys, sizes and labels, and their contents. Reading all bytes of a large data set
 * at each start would take too long. If it is large, three pieces of a file stand for its content, and if it has many files, the contents of
 * a part of them are included.
 */
final class FilesFingerprint {
    /** If all files together have no more bytes than this, their whole content is included. */
    static final long READ_WHOLE = 128L << 20;

    /** The number of files, spread evenly over a large data set, whose content is included. */
    static final int MOST_FILES = 20_000;

    /**
     * The size in bytes of a piece at the beginning, in the middle and at the end of a file. Metadata are at the beginning, such as the
     * orientation, which programs change without changing the size. In uncompressed images, the beginning and the end may be a uniform
     * border. In compressed images, the end depends on all pixels.
     */
    private static final int PIECE = 512;

    private FilesFingerprint() {}

    static String of(ImageFiles files) throws IOException {
        int count = files.labels().size();
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += files.bytes(i);
        }
        Fingerprint digest = new Fingerprint();
        int step = total <= READ_WHOLE ? 1 : (count + MOST_FILES - 1) / MOST_FILES;
        for (int i = 0; i < count; i++) {
            long bytes = files.bytes(i);
            digest.add(files.key(i)).add(bytes);
            if (total <= READ_WHOLE) {
                digest.add(files.content(i));
            } else if (i % step == 0) {
                int length = (int) Math.min(PIECE, bytes);
                digest.add(files.read(i, length, 0, (bytes - length) / 2, bytes - length));
            }
        }
        return files.labels().addTo(digest).hex();
    }
}
