package io.winnow.trainer.config;

import io.winnow.trainer.config.Tree.Mapping;
import io.winnow.trainer.config.Tree.Scalar;
import io.winnow.trainer.config.Tree.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the files that a YAML file names under any key, whatever the keys mean. */
public final class FilesInYaml {
    private FilesInYaml() {}

    /**
     * Returns the existing files that a YAML file names, and those that these name if they are YAML files as well.
     *
     * @param yaml the file; if it cannot be read, it names nothing, and whoever uses it reports why
     * @param directories directories to which paths can be relative, besides that of the file
     */
    public static Set<Path> files(Path yaml, List<Path> directories) {
        Set<Path> found = new LinkedHashSet<>();
        add(yaml, directories, found);
        return found;
    }

    private static void add(Path yaml, List<Path> directories, Set<Path> found) {
        List<Path> bases = new ArrayList<>(directories);
        bases.add(yaml.toAbsolutePath().getParent());
        for (String text : texts(yaml)) {
            for (Path base : bases) {
                Path path = resolve(base, text);
                if (path != null && Files.isRegularFile(path) && found.add(path) && isYaml(path)) {
                    add(path, directories, found);
                }
            }
        }
    }

    /** Whether the name of a file is that of a YAML file. */
    public static boolean isYaml(Path file) {
        return file.toString().matches("(?i).*\\.ya?ml");
    }

    private static Path resolve(Path base, String text) {
        try {
            return base.resolve(text).normalize();
        } catch (InvalidPathException e) {
            return null; // a text that is no path
        }
    }

    private static List<String> texts(Path yaml) {
        try {
            return texts(Files.readString(yaml)).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Returns the texts in YAML that are no keys; none if it cannot be read. */
    public static Stream<String> texts(String yaml) {
        try {
            return texts(YamlReader.read("", yaml, new ArrayList<>())).filter(text -> !text.isBlank());
        } catch (ConfigException e) {
            return Stream.empty();
        }
    }

    private static Stream<String> texts(Tree tree) {
        if (tree instanceof Mapping mapping) {
            return mapping.entries().values().stream().flatMap(FilesInYaml::texts);
        } else if (tree instanceof Sequence list) {
            return list.items().stream().flatMap(FilesInYaml::texts);
        }
        return Stream.of(((Scalar) tree).text());
    }
}
