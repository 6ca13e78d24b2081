package io.winnow.trainer.config;

import io.winnow.trainer.config.Tree.Mapping;
import io.winnow.trainer.config.Tree.Scalar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads YAML into records. Keys are the components' names in snake case; a component is required unless it has a {@link Default} or is
 * an {@link java.util.Optional}; {@code key: null} means the default. A component whose type is a sealed interface, or an interface
 * registered with {@link #with}, is a section whose {@code kind} names the record ({@link Kind}). Canonical constructors validate
 * ({@link Checks}). Components may be numbers, booleans, strings, paths, enums, records, families, and lists, maps and optionals of
 * these.
 */
public final class ConfigReader {
    private final Map<Class<?>, List<Class<?>>> open;

    /** A reader that knows sealed families only. */
    public ConfigReader() {
        this(Map.of());
    }

    private ConfigReader(Map<Class<?>, List<Class<?>>> open) {
        this.open = open;
    }

    /** A reader that also knows the open family {@code type}, whose members are records with {@link Kind}. */
    public <T> ConfigReader with(Class<T> type, List<Class<? extends T>> members) {
        Map<Class<?>, List<Class<?>>> extended = new HashMap<>(open);
        extended.put(type, List.copyOf(members));
        return new ConfigReader(extended);
    }

    /**
     * Reads {@code file} with what it extends, and the assignments over it.
     *
     * @param assignments {@code KEY=VALUE} each, as given to {@code --set}
     * @throws ConfigException with everything that is wrong
     */
    public <T extends Record> T read(Class<T> type, Path file, List<String> assignments) {
        return read(type, file, assignments, Map.of());
    }

    /** As {@link #read(Class, Path, List)}; {@code fallbacks} are values of top-level keys that the document leaves out. */
    public <T extends Record> T read(
            Class<T> type, Path file, List<String> assignments, Map<String, String> fallbacks) {
        return bind(type, loader -> loader.file(file), assignments, fallbacks);
    }

    /** Reads a document that extends nothing; errors call it {@code source}. */
    public <T extends Record> T parse(Class<T> type, String source, String yaml, List<String> assignments) {
        return bind(type, loader -> loader.document(source, yaml), assignments, Map.of());
    }

    /** The value as YAML with every default spelled out; reading it gives an equal value. */
    public String toYaml(Record value) {
        return new YamlWriter(families()).write(value);
    }

    /** A JSON Schema (draft 2020-12) of the documents that {@link #read} accepts. */
    public String schema(Class<? extends Record> type) {
        return new SchemaWriter(families()).write(type);
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

    /** Where a document comes from. */
    private interface Source {
        Mapping load(ConfigLoader loader);
    }
}
