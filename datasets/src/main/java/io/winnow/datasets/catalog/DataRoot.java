package io.winnow.datasets.catalog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where data sets lie: {@code ROOT/NAME/..}. The root that the user named comes first; the user's cache comes second, so that what the
 * first lacks and cannot take (a read-only share) is fetched there.
 *
 * @param roots in the order in which they are looked into
 */
public record DataRoot(List<Path> roots) {
    /** {@code WINNOW_DATA}, if set, and {@code ~/.cache/winnow/data}. */
    public static DataRoot ofEnvironment() {
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "winnow", "data");
        String named = System.getenv("WINNOW_DATA");
        return new DataRoot(named == null || named.isBlank() ? List.of(cache) : List.of(Path.of(named), cache));
    }

    public DataRoot {
        roots = List.copyOf(roots);
        if (roots.isEmpty()) {
            throw new IllegalArgumentException("There is at least one data root.");
        }
    }

    /** The folders a data set may lie in. */
    public Stream<Path> foldersOf(String name) {
        return roots.stream().map(root -> root.resolve(name));
    }

    /** The first root that can be written to, or the last. */
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
