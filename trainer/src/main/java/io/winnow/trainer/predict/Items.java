package io.winnow.trainer.predict;

import io.winnow.datasets.image.ImageFormat;
import java.nio.file.Path;
import java.util.Locale;

/** What a file is, by its name. */
public final class Items {
    private Items() {}

    /** Whether a path is a file of one image. */
    public static boolean isImage(Path path) {
        return ImageFormat.isImage(path.toString());
    }

    /** Whether a path is a list of images ({@link ImageList}). */
    public static boolean isList(Path path) {
        return lowerCase(path).matches(".+\\.(jsonl|ndjson|json)");
    }

    /** Whether a path is a file that holds many images: a shard, packed or not, or one of CIFAR's files. */
    public static boolean isShard(Path path) {
        return lowerCase(path).matches(".+\\.(tar(\\.[a-z0-9]+)?|tgz|tbz2?|txz|tzst|bin)");
    }

    private static String lowerCase(Path path) {
        return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    }
}
