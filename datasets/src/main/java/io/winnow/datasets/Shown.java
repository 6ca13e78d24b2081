package io.winnow.datasets;

import java.util.List;

/** Names in messages. */
public final class Shown {
    /** The number of names that a message shows; a data set may have thousands of classes. */
    private static final int MOST = 5;

    private static final int LONGEST = 80;

    private Shown() {}

    /** The first names, and the number of the others. */
    public static String of(List<String> names) {
        return names.size() <= MOST
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST)) + " and " + (names.size() - MOST) + " more";
    }

    /** Shortens a name and replaces its control characters. */
    public static String printable(String name) {
        String shown = name.replaceAll("\\p{Cntrl}", "?");
        return shown.length() > LONGEST ? shown.substring(0, LONGEST) + "..." : shown;
    }
}
