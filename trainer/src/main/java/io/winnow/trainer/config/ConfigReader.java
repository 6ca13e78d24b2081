package io.winnow.trainer.config;

import io.winnow.trainer.config.Tree.Mapping;
import io.winnow.trainer.config.Tree.Scalar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads YAML into records. The keys are the names of the record's components in snake case. A component is required unless it has a
 * {@link Default} or is an {@link java.util.Optional}; {@code key: null} selects the default. If the type of a component is a sealed
 * interface, or an interface registered with {@link #with}, its value is a section whose {@code kind} names the record to create
 * ({@link Kind}); {@code kind} may be left out if only one such record has all keys of the section. Such an interface with its records is called a family. Records validate their values in their canonical constructors
 * ({@link Checks}). A component may be a number, a boolean, a string, a path, an enum, a record, a member of a family, or a list, map or
 * optional of these.
 */
public final class ConfigReader {
    private final Map<Class<?>, List<Class<?>>> open;
    private final Map<Class<?>, Map<String, String>> notes;

    /** Creates a reader that knows only sealed interfaces as families. */
    public ConfigReader() {
        this(Map.of(), Map.of());
    }

    private ConfigReader(Map<Class<?>, List<Class<?>>> open, Map<Class<?>, Map<String, String>> notes) {
        this.open = open;
        this.notes = notes;
    }

    /** Returns a reader that also knows the interface {@code type} as a family. Its members are records annotated with {@link Kind}. */
    public <T> ConfigReader with(Class<T> type, List<Class<? extends T>> members) {
        Map<Class<?>, List<Class<?>>> extended = new HashMap<>(open);
        extended.put(type, List.copyOf(members));
        return new ConfigReader(extended, notes);
    }

    /** Returns a reader whose JSON Schema also has these texts of a section, by their names and under the key {@code x-winnow}. */
    public ConfigReader noting(Class<?> section, Map<String, String> texts) {
        Map<Class<?>, Map<String, String>> extended = new HashMap<>(notes);
        extended.put(section, texts);
        return new ConfigReader(open, extended);
    }

    /**
     * Reads {@code file}, merged with the files that it extends, and applies the assignments.
     *
     * @param assignments values that override the file's, each as {@code KEY=VALUE}, as given to {@code --set}
     * @throws ConfigException if the configuration is invalid; it lists every problem
     */
    public <T extends Record> T read(Class<T> type, Path file, List<String> assignments) {
        return read(type, file, assignments, Map.of());
    }

    /**
     * Reads a file as {@link #read(Class, Path, List)} does.
     *
     * @param fallbacks values for top-level keys that the document leaves out
     */
    public <T extends Record> T read(
            Class<T> type, Path file, List<String> assignments, Map<String, String> fallbacks) {
        return bind(type, loader -> loader.file(file), assignments, fallbacks);
    }

    /**
     * Reads a document from a string. It cannot extend a file.
     *
     * @param source the name of the document in error messages
     * @throws ConfigException if the configuration is invalid; it lists every problem
     */
    public <T extends Record> T parse(Class<T> type, String source, String yaml, List<String> assignments) {
        return bind(type, loader -> loader.document(source, yaml), assignments, Map.of());
    }

    /** Writes a configuration as YAML with every default spelled out. Reading that YAML gives an equal value. */
    public String toYaml(Record value) {
        return new YamlWriter(families()).write(value);
    }

    /** Returns a JSON Schema (draft 2020-12) of the documents that {@link #read} accepts. */
    public String schema(Class<? extends Record> type) {
        return new SchemaWriter(families(), notes).write(type);
    }

    /** A page of Markdown on the documents that {@link #read} accepts. */
    public String reference(Class<? extends Record> type) {
        return new ReferenceWriter(families()).write(type);
    }

    private <T extends Record> T bind(
            Class<T> type, Source source, List<String> assignments, Map<String, String> fallbacks) {
        List<Problem> problems = new ArrayList<>();
        ConfigLoader loader = new ConfigLoader(problems);
        Mapping tree = source.load(loader);
        for (Map.Entry<String, String> fallback : fallbacks.entrySet()) {
            if (!tree.entries().containsKey(fallback.getKey())) {
                Origin origin = Origin.of("default", 0);
                tree = tree.with(fallback.getKey(), new Scalar(origin, Scalar.Type.STRING, fallback.getValue()));
            }
        }
        for (String assignment : assignments) {
            tree = loader.set(tree, assignment);
        }
        if (loader.unreadable()) {
            throw new ConfigException(problems);
        }
        Object value = new Binder(families(), problems).bind(type, tree, "");
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return type.cast(value);
    }

    private Families families() {
        return new Families(open);
    }

    /** Loads the document from a file or a string. */
    private interface Source {
        Mapping load(ConfigLoader loader);
    }
}
