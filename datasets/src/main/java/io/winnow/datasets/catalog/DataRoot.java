package io.winnow.datasets.catalog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folders in which data sets are stored, as {@code ROOT/NAME/..}. The root that the user sets comes first and the user's cache second:
 * what the first root lacks is fetched into the cache if the first is read-only, such as a shared drive.
 *
 * @param roots folders in the order in which they are searched
 */
public record DataRoot(List<Path> roots) {
    /** The folder named by {@code WINNOW_DATA}, if it is set, followed by {@code ~/.cache/winnow/data}. */
    public static DataRoot ofEnvironment() {
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "winnow", "data");
        String named = System.getenv("WINNOW_DATA");
        return new DataRoot(named == null || named.isBlank() ? List.of(cache) : List.of(Path.of(named), cache));
    }

    public DataRoot {
        roots = List.copyOf(roots);
        if (roots.isEmpty()) {
            throw new IllegalArgumentException("At least one data root is needed; found none.");
        }
    }

    /** The folders in which a data set may be stored. */
    public Stream<Path> foldersOf(String name) {
        return roots.stream().map(root -> root.resolve(name));
    }

    /** The first root that is writable, or the last root if none is. */
    public Path writable() {
        return roots.stream()
                .filter(root -> Files.isWritable(existingAncestor(root)))
                .findFirst()
                .orElse(roots.get(roots.size() - 1));
    }

    private static Path existingAncestor(Path path) {
        Path ancestor = path.toAbsolutePath();
        while (ancestor != null && !Files.exists(ancestor)) {
            ancestor = ancestor.getParent();
        }
        return ancestor == null ? path : ancestor;
    }
}
