package io.winnow.trainer.config;

import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The interfaces whose record is chosen by {@code kind}: sealed ones, and open ones whose members are registered. */
final class Families {
    private final Map<Class<?>, List<Class<?>>> open;

    Families(Map<Class<?>, List<Class<?>>> open) {
        this.open = Map.copyOf(open);
    }

    boolean isFamily(Class<?> type) {
        return open.containsKey(type) || (type.isSealed() && type.isInterface());
    }

    /** The members of a family by kind, in the order of declaration. */
    Map<String, Class<?>> members(Class<?> family) {
        Map<String, Class<?>> members = new LinkedHashMap<>();
        collect(family, members);
        return members;
    }

    private void collect(Class<?> type, Map<String, Class<?>> members) {
        if (isFamily(type)) {
            List<Class<?>> below = open.containsKey(type) ? open.get(type) : List.of(type.getPermittedSubclasses());
            below.forEach(member -> collect(member, members));
            return;
        }
        Kind kind = type.getAnnotation(Kind.class);
        if (kind == null || !type.isRecord() || Modifier.isAbstract(type.getModifiers())) {
            throw new IllegalStateException(type.getName() + " must be a record with @Kind");
        }
        Class<?> other = members.put(kind.value(), type);
        if (other != null) {
            throw new IllegalStateException(type + " and " + other + " are both of kind " + kind.value());
        }
    }

    /** What a value of {@code type} is called in errors. */
    String describe(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class ? "a list" : "a mapping";
        }
        Class<?> plain = (Class<?>) type;
        if (isFamily(plain)) {
            return "a mapping whose kind is one of: "
                    + String.join(", ", members(plain).keySet());
        }
        return plain.isRecord()
                ? "a mapping of: " + String.join(", ", Component.of(plain).keySet())
                : Scalars.expected(plain);
    }
}
