package io.winnow.trainer.config;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The paths in a configuration, wherever it has them. */
public final class ConfigPaths {
    private ConfigPaths() {}

    /**
     * Returns a configuration with other paths.
     *
     * @param change returns the path to use instead of one of the configuration
     * @return the same object if no path changes
     */
    @SuppressWarnings("unchecked") // a value is replaced by one of its own type
    public static <T> T map(T configuration, UnaryOperator<Path> change) {
        return (T) changed(configuration, change);
    }

    private static Object changed(Object value, UnaryOperator<Path> change) {
        if (value instanceof Path path) {
            return change.apply(path);
        } else if (value instanceof Optional<?> optional) {
            return optional.map(own -> changed(own, change));
        } else if (value instanceof List<?> list) {
            return list.stream().map(own -> changed(own, change)).toList();
        } else if (value instanceof Map<?, ?> map) {
            Map<Object, Object> values = new LinkedHashMap<>();
            map.forEach((key, own) -> values.put(key, changed(own, change)));
            return Collections.unmodifiableMap(values);
        }
        return value instanceof Record section ? section(section, change) : value;
    }

    private static Object section(Record section, UnaryOperator<Path> change) {
        RecordComponent[] components = section.getClass().getRecordComponents();
        Object[] before = Arrays.stream(components)
                .map(component -> Component.get(component, section))
                .toArray();
        Object[] after = Arrays.stream(before).map(own -> changed(own, change)).toArray();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return Arrays.equals(before, after) ? section : Component.construct(section.getClass(), types, after);
    }
}
