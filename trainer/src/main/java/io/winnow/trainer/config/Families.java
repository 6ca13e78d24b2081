package io.winnow.trainer.config;

import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The families of configuration records. A family is an interface; the key {@code kind} selects one of the records that implement it. The
 * interface is either sealed, or open with registered members.
 */
final class Families {
    private final Map<Class<?>, List<Class<?>>> open;

    Families(Map<Class<?>, List<Class<?>>> open) {
        this.open = Map.copyOf(open);
    }

    boolean isFamily(Class<?> type) {
        return open.containsKey(type) || (type.isSealed() && type.isInterface());
    }

    /** Returns the members of a family by kind, in the order of their declaration. */
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
            throw new IllegalStateException(
                    type.getName() + " is a member of a family and must be a record with @Kind");
        }
        Class<?> other = members.put(kind.value(), type);
        if (other != null) {
            throw new IllegalStateException(
                    type + " and " + other + " both have @Kind(\"" + kind.value() + "\"); kinds must be distinct");
        }
    }

    /**
     * Says to which other kinds of a family a key belongs; empty if to none. An override of some keys of a section keeps its kind, which the
     * user may not expect.
     *
     * @param kind the kind of the section
     * @param members the members of the family by kind
     */
    static String otherKinds(String key, String kind, Map<String, Class<?>> members) {
        List<String> others = members.keySet().stream()
                .filter(each ->
                        !each.equals(kind) && Component.of(members.get(each)).containsKey(key))
                .toList();
        return others.isEmpty()
                ? ""
                : ". The section has the kind " + kind + ", but " + key + " is a key of " + String.join(", ", others)
                        + ": to change the kind, give it as well, such as {kind: " + others.get(0) + ", " + key
                        + ": ..}";
    }

    /** Describes the values of {@code type} for error messages. */
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
