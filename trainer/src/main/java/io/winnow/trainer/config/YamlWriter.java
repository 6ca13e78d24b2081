package io.winnow.trainer.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Writes configuration records as YAML with every default spelled out. Reading that YAML gives equal records. */
final class YamlWriter {
    private final Families families;

    YamlWriter(Families families) {
        this.families = families;
    }

    String write(Record value) {
        DumpSettings settings = DumpSettings.builder()
                .setSchema(new CoreSchema())
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(120)
                .build();
        return new Dump(settings).dumpToString(section(value, new LinkedHashMap<>()));
    }

    private Map<String, Object> section(Object value, Map<String, Object> entries) {
        for (Component component : Component.of(value.getClass()).values()) {
            Object part = component.get(value);
            if (part instanceof Optional<?> optional && optional.isEmpty()) {
                continue;
            }
            entries.put(component.key(), plain(component.type(), part));
        }
        return entries;
    }

    private Object plain(Type type, Object value) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (value instanceof Optional<?> optional) {
                return plain(last, optional.orElseThrow());
            } else if (value instanceof List<?> list) {
                List<Object> items = new ArrayList<>();
                list.forEach(item -> items.add(plain(last, item)));
                return items;
            }
            Map<Object, Object> entries = new LinkedHashMap<>();
            ((Map<?, ?>) value).forEach((key, part) -> entries.put(key, plain(last, part)));
            return entries;
        }
        if (value instanceof Record) {
            Map<String, Object> entries = new LinkedHashMap<>();
            if (families.isFamily((Class<?>) type)) {
                entries.put(
                        Tree.KIND, value.getClass().getAnnotation(Kind.class).value());
            }
            return section(value, entries);
        }
        return value instanceof Enum<?> ? Scalars.name(value) : value instanceof Path ? value.toString() : value;
    }
}
