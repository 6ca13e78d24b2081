package io.winnow.trainer.config;

import io.winnow.trainer.config.Tree.Mapping;
import io.winnow.trainer.config.Tree.Scalar;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads a configuration file, merges it with the files that it extends, and applies the {@code --set} options. */
final class ConfigLoader {
    private static final String EXTENDS = "extends";

    private final List<Problem> problems;
    private boolean unreadable;

    ConfigLoader(List<Problem> problems) {
        this.problems = problems;
    }

    /** Returns the document of {@code file}, merged with what it extends. Adds mistakes to the problems. */
    Mapping file(Path file) {
        return file(file, file.toString(), List.of());
    }

    /** Whether a document was missing or was not valid YAML. Keys can then not be reported as missing: the document might hold them. */
    boolean unreadable() {
        return unreadable;
    }

    /**
     * Returns {@code tree} with one value set. Adds mistakes to the problems.
     *
     * @param assignment {@code KEY=VALUE}
     */
    Mapping set(Mapping tree, String assignment) {
        String source = Origin.ASSIGNMENT + assignment;
        int equals = assignment.indexOf('=');
        String key = equals < 0 ? assignment : assignment.substring(0, equals).strip();
        List<String> path = List.of(key.replaceAll("\\[(\\d+)]", ".$1").split("\\.", -1));
        if (equals < 0 || path.stream().anyMatch(String::isBlank)) {
            problems.add(
                    new Problem(source, "", "must have the form KEY=VALUE, such as seed=7 or recipe.cluster.k=500"));
            return tree;
        }
        try {
            Tree value = YamlReader.readValue(source, assignment.substring(equals + 1), problems);
            if (value instanceof Scalar scalar
                    && scalar.isNull()
                    && scalar.text().isEmpty()) {
                String how = "has no value after '='; write " + key + "=null for the default, or " + key
                        + "='\"\"' for an empty text";
                problems.add(new Problem(source, key, how));
                return tree;
            }
            return (Mapping) Tree.set(tree, path, value);
        } catch (ConfigException e) {
            problems.addAll(e.problems());
            return tree;
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(source, key, e.getMessage()));
            return tree;
        }
    }

    private Mapping file(Path file, String where, List<Path> within) {
        Path real = file.toAbsolutePath().normalize();
        Mapping empty = new Mapping(Origin.of(file.toString(), 1), Map.of());
        List<Path> chain = new ArrayList<>(within);
        chain.add(real);
        if (within.contains(real)) {
            List<String> names = chain.subList(within.indexOf(real), chain.size()).stream()
                    .map(path -> path.getFileName().toString())
                    .toList();
            return unreadable(
                    empty,
                    new Problem(
                            where,
                            EXTENDS,
                            "the files extend each other in a circle: " + String.join(" -> ", names)
                                    + "; remove one of these extends"));
        }
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            return unreadable(empty, new Problem(where, within.isEmpty() ? "" : EXTENDS, missing(file)));
        } catch (CharacterCodingException e) {
            return unreadable(empty, new Problem(where, "", file + " is not UTF-8 text; save it in UTF-8"));
        } catch (AccessDeniedException e) {
            return unreadable(empty, new Problem(where, "", "you have no permission to read " + file));
        } catch (IOException e) {
            String found = Files.isDirectory(file)
                    ? file + " is a folder; a file in YAML is needed here"
                    : "cannot read " + file + ": " + e.getMessage();
            return unreadable(empty, new Problem(where, "", found));
        }
        return extended(document(file.toString(), text), file, chain);
    }

    private static String missing(Path file) {
        String found = "there is no file " + file;
        return file.isAbsolute() ? found : found + " (looked in " + Path.of("").toAbsolutePath() + ")";
    }

    private Mapping unreadable(Mapping instead, Problem problem) {
        unreadable = true;
        problems.add(problem);
        return instead;
    }

    /** Parses the document in {@code text} without following its {@code extends}. Anything other than a mapping is a problem. */
    Mapping document(String source, String text) {
        Mapping empty = new Mapping(Origin.of(source, 1), Map.of());
        try {
            Tree tree = YamlReader.read(source, text, problems);
            if (tree instanceof Mapping mapping) {
                return mapping;
            }
            boolean nothing = tree instanceof Scalar scalar && scalar.isNull();
            String found = "must be a mapping of keys to values, found " + tree.describe();
            return nothing ? empty : unreadable(empty, new Problem(tree.origin().toString(), "", found));
        } catch (ConfigException e) {
            problems.addAll(e.problems());
            unreadable = true;
            return empty;
        }
    }

    private Mapping extended(Mapping tree, Path file, List<Path> chain) {
        Tree base = tree.entries().get(EXTENDS);
        if (base == null) {
            return tree;
        }
        Mapping own = tree.without(EXTENDS);
        String where = base.origin().toString();
        if (!(base instanceof Scalar scalar) || scalar.isNull()) {
            problems.add(new Problem(where, EXTENDS, "must be a file name, found " + base.describe()));
            return own;
        }
        return (Mapping) Tree.merge(file(file.resolveSibling(scalar.text()), where, chain), own);
    }
}
