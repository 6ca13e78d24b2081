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
 */
record Component(String key, RecordComponent reflected) {

    /** Returns the components of {@code record} by key, in the order of their declaration. */
    static Map<String, Component> of(Class<?> record) {
        Map<String, Component> components = new LinkedHashMap<>();
        for (RecordComponent reflected : record.getRecordComponents()) {
            String key = Names.snakeCase(reflected.getName());
            components.put(key, new Component(key, reflected));
        }
        return components;
    }

    /**
     * Calls the canonical constructor of a record.
     *
     * @throws IllegalArgumentException if the constructor rejects the values
     */
    static Object construct(Class<?> record, List<Object> values) {
        Class<?>[] types = new Class<?>[record.getRecordComponents().length];
        for (int i = 0; i < types.length; i++) {
            types[i] = record.getRecordComponents()[i].getType();
        }
        try {
            Constructor<?> constructor = record.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values.toArray());
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

    Object get(Object record) {
        try {
            reflected.getAccessor().setAccessible(true);
            return reflected.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
