package io.winnow.datasets.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The classes of a label.
 *
 * @param names the class names in the order in which they are numbered. By default, they are those of the {@code file}, or all that occur:
 *     columns in the order of the file, and the values of cells by number or alphabetically
 * @param index whether the cells have the numbers of {@code names}, counted from 0, rather than names
 * @param rename class names by what the cells have instead; several values may have the same name
 * @param drop values that mean that there is no label
 * @param file a file with a record per class, which has its label and optionally more ({@link ClassInfo})
 * @param atLeast the number of items that a class must have; the items of all smaller classes are treated as {@code rest} says
 * @param rest what becomes of classes that are too small
 */
public record ClassList(
        List<String> names,
        boolean index,
        Map<String, String> rename,
        Set<String> drop,
        Optional<Path> file,
        int atLeast,
        Rest rest) {
    /** What becomes of classes that are too small. */
    public enum Rest {
        /** They become one class, {@link #OTHER_CLASS}. */
        OTHER,
        /** They are left out; the shares of the other classes of a distribution are divided by their sum. */
        DROP
    }

    /** The name of the class that contains all classes that are too small. */
    public static final String OTHER_CLASS = "other";

    /** All classes that occur. */
    public static final ClassList ALL =
            new ClassList(List.of(), false, Map.of(), Set.of(), Optional.empty(), 0, Rest.OTHER);

    public ClassList {
        names = List.copyOf(names);
        rename = Map.copyOf(rename);
        drop = Set.copyOf(drop);
        if (index && names.isEmpty()) {
            throw new IllegalArgumentException("Class numbers need the names of the classes.");
        }
        if (Set.copyOf(names).size() != names.size()) {
            throw new IllegalArgumentException("A class is named twice: " + String.join(", ", names) + ".");
        }
    }

    /** The same options with certain names. */
    ClassList withNames(List<String> others) {
        return new ClassList(others, index, rename, drop, file, atLeast, rest);
    }

    /** Classes of certain names. */
    public static ClassList of(List<String> names) {
        return new ClassList(names, false, Map.of(), Set.of(), Optional.empty(), 0, Rest.OTHER);
    }

    public ClassList withIndex() {
        return new ClassList(names, true, rename, drop, file, atLeast, rest);
    }

    public ClassList withRename(Map<String, String> values) {
        return new ClassList(names, index, values, drop, file, atLeast, rest);
    }

    public ClassList withDrop(Set<String> values) {
        return new ClassList(names, index, rename, values, file, atLeast, rest);
    }

    public ClassList withFile(Path path) {
        return new ClassList(names, index, rename, drop, Optional.of(path), atLeast, rest);
    }

    /** Returns a list in which classes of fewer than {@code count} items are treated as {@code rest} says. */
    public ClassList withAtLeast(int count, Rest small) {
        return new ClassList(names, index, rename, drop, file, count, small);
    }
}
