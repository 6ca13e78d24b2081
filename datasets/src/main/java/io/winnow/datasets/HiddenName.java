package io.winnow.datasets;

import java.util.Locale;
import java.util.Set;

/** Tells what operating systems, editors and servers leave beside the user's own files. */
public final class HiddenName {
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

    private HiddenName() {}

    /** Whether a file or folder of this name is not the user's data: it is hidden by a dot, or was created by a program. */
    public static boolean is(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return (lower.startsWith(".") && !lower.equals(".") && !lower.equals(".."))
                || LEFT_BEHIND.contains(lower)
                || lower.startsWith("paxheaders.")
                || lower.startsWith("~$")
                || lower.endsWith("~")
                || (lower.length() > 2 && lower.startsWith("#") && lower.endsWith("#"));
    }
}
