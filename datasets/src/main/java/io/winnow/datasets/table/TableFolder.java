package io.winnow.datasets.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the table files below a folder one after another, in order of their names. Links to folders are followed, but each real folder is
 * visited only once. Files that are skipped are counted by reason.
 */
final class TableFolder {
    private static final int EXAMPLES = 3;
    private static final Set<String> SHEETS = Set.of("xlsx", "xls", "xlsm", "xlsb", "ods", "numbers");
    private static final Set<String> PAGES = Set.of("pdf", "doc", "docx", "odt", "rtf", "ps");
    private static final Set<String> PACKED = Set.of("gz", "zip", "bz2", "xz", "zst", "7z", "tar", "tgz", "rar");
    private static final Set<String> FRAMES =
            Set.of("parquet", "feather", "arrow", "orc", "pkl", "rds", "rdata", "sav");
    private static final Set<String> CAPTIONED = Set.of("csv", "tsv", "tab");
    private static final Set<String> SYSTEM_FILES = Set.of("__macosx", "thumbs.db", "desktop.ini");

    private final Path root;
    private final Path realRoot;
    private final Set<String> formats;
    private final Set<Path> folders = new HashSet<>();
    private final Deque<Iterator<Path>> open = new ArrayDeque<>();
    private final Map<String, List<String>> examples = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    /**
     * Creates a listing.
     *
     * @param root the folder
     * @param formats endings of the names of table files, in lower case
     */
    TableFolder(Path root, Set<String> formats) throws IOException {
        this.root = root;
        this.formats = formats;
        realRoot = root.toRealPath();
        folders.add(realRoot);
        open.push(sorted(root));
    }

    /** Returns the next file, or null at the end. */
    Path next() throws IOException {
        while (!open.isEmpty()) {
            if (!open.peek().hasNext()) {
                open.pop();
                continue;
            }
            Path path = open.peek().next();
            if (isHidden(path)) {
                passOver(path, "hidden files and folders");
            } else if (Files.isDirectory(path)) {
                enter(path);
            } else if (!Files.isRegularFile(path)) {
                passOver(path, Files.isSymbolicLink(path) ? "links that lead nowhere" : "special files");
            } else if (formats.contains(extension(path))) {
                return path;
            } else if (!isCaption(path)) {
                passOver(path, reason(extension(path)));
            }
        }
        return null;
    }

    private void enter(Path folder) throws IOException {
        if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
            passOver(folder, "folders that you have no permission to read");
            return;
        }
        Path real = folder.toRealPath();
        if (Files.isSymbolicLink(folder)) {
            boolean inside = real.startsWith(realRoot)
                    && Stream.iterate(real, path -> !path.equals(realRoot), Path::getParent)
                            .noneMatch(TableFolder::isHidden);
            if (inside || realRoot.startsWith(real)) {
                passOver(folder, "links to folders that are read anyway, or that contain the link");
                return;
            }
        }
        if (folders.add(real)) {
            open.push(sorted(folder));
        } else {
            passOver(folder, "folders that were already read through a link");
        }
    }

    List<PassedOver> passedOver() {
        return counts.entrySet().stream()
                .map(each -> new PassedOver(each.getKey(), each.getValue(), examples.get(each.getKey())))
                .toList();
    }

    private void passOver(Path path, String what) {
        counts.merge(what, 1, Integer::sum);
        List<String> known = examples.computeIfAbsent(what, none -> new ArrayList<>());
        if (known.size() < EXAMPLES) {
            known.add(root.relativize(path).toString().replace('\\', '/'));
        }
    }

    /** Describes the files with an ending, and what to do about them. */
    static String reason(String extension) {
        String advice = SHEETS.contains(extension)
                ? " (save each sheet as CSV)"
                : PAGES.contains(extension)
                        ? " (export their tables as CSV or HTML)"
                        : PACKED.contains(extension)
                                ? " (unpack them)"
                                : FRAMES.contains(extension) ? " (write them as CSV)" : "";
        return extension.isEmpty() ? "files without an ending" : "files ending in ." + extension + advice;
    }

    /** Whether a file is hidden, or is one that operating systems and programs create beside others. */
    private static boolean isHidden(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.startsWith(".") || name.startsWith("~$") || SYSTEM_FILES.contains(name);
    }

    /** Whether a text file is read as the caption of the table beside it. */
    private static boolean isCaption(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(CsvTables.CAPTION_ENDING)
                && CAPTIONED.stream()
                        .flatMap(format -> Stream.of(format, format.toUpperCase(Locale.ROOT)))
                        .anyMatch(format -> Files.isRegularFile(
                                path.resolveSibling(name.substring(0, name.length() - 3) + format)));
    }

    private static Iterator<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.sorted().toList().iterator();
        }
    }

    /** The ending of a file's name in lower case, without its dot; empty if there is none. */
    static String extension(Path path) {
        String name = path.getFileName().toString();
        return name.substring(name.lastIndexOf('.') < 0 ? name.length() : name.lastIndexOf('.') + 1)
                .toLowerCase(Locale.ROOT);
    }
}
