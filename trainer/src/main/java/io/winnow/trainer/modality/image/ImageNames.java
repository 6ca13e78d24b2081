package io.winnow.trainer.modality.image;

import io.winnow.datasets.image.ImageFormat;
import java.nio.file.Path;
import java.util.Locale;

/** Tells the kind of a file by its name. */
final class ImageNames {
    private ImageNames() {}

    /** Tells whether a path has the name of an image file. */
    static boolean isImage(Path path) {
        return ImageFormat.isImage(path.toString());
    }

    /** Tells whether a path has the name of a list of images ({@link ImageList}). */
    static boolean isList(Path path) {
        return lowerCase(path).matches(".+\\.(jsonl|ndjson|json)");
    }

    /** Tells whether a path has the name of a file with many images: a shard, compressed or not, images inside of Parquet, or a CIFAR binary file. */
    static boolean isShard(Path path) {
        return lowerCase(path).matches(".+\\.(tar(\\.[a-z0-9]+)?|tgz|tbz2?|txz|tzst|bin|parquet)");
    }

    private static String lowerCase(Path path) {
        return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    }
}
