package io.winnow.trainer.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A component of a configuration record.
 *
 * @param key the name of the component in YAML, in snake case
 * @param within the components annotated with {@link Inline} that lead from the section to the record that has this component
 */
record Component(String key, RecordComponent reflected, List<RecordComponent> within) {

    /** Returns the components of {@code record} by key, in the order of their declaration, with those of inlined records. */
    static Map<String, Component> of(Class<?> record) {
        Map<String, Component> components = new LinkedHashMap<>();
        collect(record, List.of(), components);
        return components;
    }

    private static void collect(Class<?> record, List<RecordComponent> within, Map<String, Component> components) {
        for (RecordComponent reflected : record.getRecordComponents()) {
            if (reflected.isAnnotationPresent(Inline.class)) {
                List<RecordComponent> deeper = new ArrayList<>(within);
                deeper.add(reflected);
                collect(reflected.getType(), List.copyOf(deeper), components);
                continue;
            }
            String key = Names.snakeCase(reflected.getName());
            if (components.put(key, new Component(key, reflected, within)) != null) {
                throw new IllegalStateException(record.getName() + " has two components with the key " + key);
            }
        }
    }

    /**
     * Calls the canonical constructor of a record, and those of the records that are inlined into it.
     *
     * @param values values by key
     * @throws IllegalArgumentException if a constructor rejects its values
     */
    static Object construct(Class<?> record, Map<String, Object> values) {
        RecordComponent[] components = record.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
            arguments[i] = components[i].isAnnotationPresent(Inline.class)
                    ? construct(types[i], values)
                    : values.get(Names.snakeCase(components[i].getName()));
        }
        return construct(record, types, arguments);
    }

    /**
     * Calls the canonical constructor of a record.
     *
     * @param types types of its components
     */
    static Object construct(Class<?> record, Class<?>[] types, Object[] arguments) {
        try {
            Constructor<?> constructor = record.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    Type type() {
        return reflected.getGenericType();
    }

    boolean isOptional() {
        return reflected.getType() == Optional.class;
    }

    boolean mayBeAbsent() {
        return isOptional() || reflected.isAnnotationPresent(Default.class);
    }

    Optional<String> doc() {
        return Optional.ofNullable(reflected.getAnnotation(Doc.class)).map(Doc::value);
    }

    /** {@link #defaultTree} as it is written in YAML. */
    Optional<String> defaultText() {
        return Optional.ofNullable(reflected.getAnnotation(Default.class)).map(Default::value);
    }

    /** The value of {@link Default}, which the component takes if the configuration leaves it out. */
    Optional<Tree> defaultTree() {
        return Optional.ofNullable(reflected.getAnnotation(Default.class)).map(value -> {
            List<Problem> problems = new ArrayList<>();
            Tree tree = YamlReader.readValue("default", value.value(), problems);
            if (!problems.isEmpty()) {
                throw new IllegalStateException("@Default of " + reflected + ": " + problems);
            }
            return tree;
        });
    }

    /** Returns the value of this component in a section. */
    Object get(Object section) {
        Object record = section;
        for (RecordComponent step : within) {
            record = get(step, record);
        }
        return get(reflected, record);
    }

    static Object get(RecordComponent component, Object record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
