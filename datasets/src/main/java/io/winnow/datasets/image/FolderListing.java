package io.winnow.datasets.image;

import io.winnow.datasets.DataException;
import io.winnow.datasets.HiddenName;
import io.winnow.datasets.Shown;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The images of a folder with the classes that its subfolders name, and the files of the folder that were skipped. */
final class FolderListing {
    private static final Set<String> SPLITS =
            Set.of("train", "training", "test", "testing", "val", "valid", "validation", "dev", "eval");

    private final Path root;
    private final List<Path> images = new ArrayList<>();
    private final List<Integer> classes = new ArrayList<>();
    private final List<String> classNames = new ArrayList<>();
    private final ReadReport.Builder report = new ReadReport.Builder();
    private Labels labels;

    private FolderListing(Path root) {
        this.root = root;
    }

    /**
     * Lists a folder.
     *
     * @throws DataException if a folder cannot be read, or if a link leads back to a folder that contains it
     */
    static FolderListing of(Path root) throws IOException {
        return of(root, false);
    }

    /**
     * Lists a folder as {@link #of(Path)} does.
     *
     * @param loose whether images beside class folders are taken as well, before the others and without a class
     */
    static FolderListing of(Path root, boolean loose) throws IOException {
        FolderListing listing = new FolderListing(root);
        listing.list(loose);
        return listing;
    }

    /** The images in order; empty if there are none. */
    List<Path> images() {
        return images;
    }

    /** One class per folder, or no labels if the images are directly in the root. */
    Labels labels() {
        return labels;
    }

    ReadReport report() {
        return report.build();
    }

    private void list(boolean withLoose) throws IOException {
        List<Path> loose = listEntries();
        if (images.isEmpty()) {
            images.addAll(loose);
            labels = new NoLabels(images.size());
            return;
        }
        if (withLoose) {
            images.addAll(0, loose);
            classes.addAll(0, Collections.nCopies(loose.size(), GivenNames.NONE));
        } else {
            loose.forEach(file -> report.passOver("images beside the class folders", relative(file)));
        }
        labels = new ClassLabels(classes.stream().mapToInt(Integer::intValue).toArray(), classNames);
        boolean[] present = labels.present();
        for (int c = 0; c < present.length; c++) {
            if (!present[c]) {
                report.warn("The folder '" + Shown.printable(classNames.get(c))
                        + "' is empty; it counts as a class without images.");
            }
        }
        warnOfNames();
        warnOfFolders();
    }

    /** Lists the images in folders, with their classes, and returns those that lie directly in the root. */
    private List<Path> listEntries() throws IOException {
        List<Path> loose = new ArrayList<>();
        for (Path entry : entries()) {
            String name = entry.getFileName().toString();
            if (HiddenName.is(name)) {
                report.passOver("hidden files and folders", name);
            } else if (Files.isDirectory(entry)) {
                listClass(entry);
            } else if (Files.isRegularFile(entry) && ImageFormat.isImage(name)) {
                loose.add(entry);
            } else {
                passOver(entry, Files.isSymbolicLink(entry), Files.isRegularFile(entry));
            }
        }
        return loose;
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> found = Files.list(root)) {
            return found.sorted().toList();
        } catch (AccessDeniedException e) {
            throw denied(root, e);
        }
    }

    private void listClass(Path folder) throws IOException {
        Walk walk = new Walk();
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk);
        String name = folder.getFileName().toString();
        if (walk.found.isEmpty() && walk.others > 0) {
            report.passOver("folders without an image", name);
            return;
        }
        Collections.sort(walk.found);
        images.addAll(walk.found);
        classes.addAll(Collections.nCopies(walk.found.size(), classNames.size()));
        classNames.add(name);
    }

    private void passOver(Path file, boolean link, boolean regular) {
        report.passOver(
                regular
                        ? Names.otherKind(file.getFileName().toString())
                        : link ? "links that lead nowhere" : "special files",
                relative(file));
    }

    private String relative(Path file) {
        return root.relativize(file).toString();
    }

    private static DataException denied(Path path, IOException cause) {
        return new DataException(path + " cannot be read: permission is denied.", cause);
    }

    /** Collects the images below a class folder. */
    private final class Walk extends SimpleFileVisitor<Path> {
        private final List<Path> found = new ArrayList<>();
        private int others;

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return skips(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        private boolean skips(Path path) {
            boolean hidden = HiddenName.is(path.getFileName().toString());
            if (hidden) {
                report.passOver("hidden files and folders", relative(path));
            }
            return hidden;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (skips(file)) {
                return FileVisitResult.CONTINUE;
            }
            // Links are followed, so a link that is seen here leads nowhere.
            if (attributes.isRegularFile()
                    && ImageFormat.isImage(file.getFileName().toString())) {
                found.add(file);
            } else {
                others++;
                passOver(file, attributes.isSymbolicLink(), attributes.isRegularFile());
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException error) throws IOException {
            if (error instanceof FileSystemLoopException) {
                throw new DataException(
                        "The symbolic link " + file + " leads back to a folder that contains it. Remove the link.",
                        error);
            }
            throw error instanceof AccessDeniedException ? denied(file, error) : error;
        }
    }

    /** Warns of names that a person reads as equal, which most likely mean one class. */
    private void warnOfNames() {
        Map<String, String> seen = new HashMap<>();
        for (String name : classNames) {
            String plain = Normalizer.normalize(name, Normalizer.Form.NFKC)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[\\s_-]+", " ")
                    .strip();
            String other = seen.putIfAbsent(plain, name);
            if (other != null) {
                report.warn("The class folders '" + other + "' and '" + name
                        + "' differ only in case, blanks or the way in which letters are encoded; they count as two"
                        + " classes.");
            }
        }
    }

    /** Warns if the given folder seems to be the parent of the one that contains the class folders. */
    private void warnOfFolders() {
        if (SPLITS.containsAll(
                classNames.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()))) {
            report.warn("The class folders of " + root + " are called " + String.join(", ", classNames)
                    + ", which are the usual names of splits. If they are splits, give one of them, such as "
                    + root.resolve(classNames.stream()
                            .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("train"))
                            .findFirst()
                            .orElse(classNames.get(0)))
                    + ".");
        } else if (classNames.size() == 1) {
            Path only = root.resolve(classNames.get(0));
            Set<String> below = new TreeSet<>();
            for (Path image : images) {
                Path inside = only.relativize(image);
                if (inside.getNameCount() > 1) {
                    below.add(inside.getName(0).toString());
                }
            }
            if (below.size() > 1) {
                report.warn("All images of " + root + " lie in the one folder '" + classNames.get(0)
                        + "', so there is one class. If the folders in it ("
                        + below.stream().limit(3).collect(Collectors.joining(", "))
                        + (below.size() > 3 ? ", .." : "") + ") are the classes, give " + only + ".");
            }
        }
    }
}
