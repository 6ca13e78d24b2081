package io.winnow.datasets.image;

import io.winnow.datasets.HiddenName;
import io.winnow.datasets.Shown;
import java.util.Arrays;
import java.util.Locale;

/** Properties of files and archive entries that their names tell. */
final class Names {
    private Names() {}

    /** Whether any part of the path of an entry is {@linkplain HiddenName hidden}. */
    static boolean hasHiddenPart(String path) {
        return Arrays.stream(path.split("/")).anyMatch(HiddenName::is);
    }

    /** The kind of a file that is not an image, by the ending of its name if it has one. */
    static String otherKind(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return dot <= 0 || dot == name.length() - 1
                ? "files without an ending"
                : "files ending in " + Shown.printable(name.substring(dot).toLowerCase(Locale.ROOT));
    }
}
