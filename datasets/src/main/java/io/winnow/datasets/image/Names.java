package io.winnow.datasets.image;

import io.winnow.datasets.Shown;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Properties of files and archive entries that their names tell. */
final class Names {
    /** Files and folders that operating systems, editors and servers create beside the user's own, in lower case. */
    private static final Set<String> LEFT_BEHIND = Set.of(
            "__macosx",
            "@eadir",
            "#recycle",
            "$recycle.bin",
            "system volume information",
            "lost+found",
            "thumbs.db",
            "ehthumbs.db",
            "desktop.ini",
            "icon\r",
            "paxheader",
            "__pycache__");

    private Names() {}

    /** Whether a file or folder of this name is not the user's data: it is hidden by a dot, or was created by a program. */
    static boolean isHidden(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return (lower.startsWith(".") && !lower.equals(".") && !lower.equals(".."))
                || LEFT_BEHIND.contains(lower)
                || lower.startsWith("paxheaders.")
                || lower.startsWith("~$")
                || lower.endsWith("~")
                || (lower.length() > 2 && lower.startsWith("#") && lower.endsWith("#"));
    }

    /** Whether any part of the path of an entry is {@linkplain #isHidden hidden}. */
    static boolean hasHiddenPart(String path) {
        return Arrays.stream(path.split("/")).anyMatch(Names::isHidden);
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
