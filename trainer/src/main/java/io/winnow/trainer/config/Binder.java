package io.winnow.trainer.config;

import io.winnow.trainer.config.InvalidValueException.Violation;
import io.winnow.trainer.config.Tree.Mapping;
import io.winnow.trainer.config.Tree.Scalar;
import io.winnow.trainer.config.Tree.Sequence;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Binds a {@link Tree} to configuration records and collects every problem it meets. A value that cannot be bound becomes null, and the
 * section that contains it is not constructed. All other sections are still bound and checked, so that one run reports every error.
 */
final class Binder {
    private final Families families;
    private final List<Problem> problems;

    Binder(Families families, List<Problem> problems) {
        this.families = families;
        this.problems = problems;
    }

    /** Returns the value of {@code tree} as a {@code type}, or null if it has problems. */
    Object bind(Type type, Tree tree, String path) {
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Type[] arguments = generic.getActualTypeArguments();
            if (raw == Optional.class) {
                Object value = bind(arguments[0], tree, path);
                return value == null ? null : Optional.of(value);
            } else if (raw == List.class) {
                return list(arguments[0], tree, path);
            } else if (raw == Map.class && arguments[0] == String.class) {
                return map(arguments[1], tree, path);
            }
        } else if (type instanceof Class<?> plain) {
            if (families.isFamily(plain)) {
                return member(plain, tree, path);
            } else if (plain.isRecord()) {
                return section(plain, tree, path);
            } else if (tree instanceof Scalar scalar) {
                return Scalars.bind(plain, scalar, message -> problem(tree, path, message));
            }
            return problem(tree, path, "must be " + Scalars.expected(plain) + ", found " + tree.describe());
        }
        throw new IllegalStateException("a configuration cannot hold a " + type.getTypeName() + " (" + path + ")");
    }

    /** Binds a list. A single text, such as the name of a column, is a list of one. */
    private Object list(Type itemType, Tree tree, String path) {
        if (tree instanceof Scalar scalar && scalar.type() == Scalar.Type.STRING && itemType == String.class) {
            return List.of(scalar.text());
        }
        if (!(tree instanceof Sequence sequence)) {
            return problem(tree, path, "must be a list, found " + tree.describe());
        }
        List<Object> items = new ArrayList<>();
        for (Tree item : sequence.items()) {
            items.add(bind(itemType, item, path + "[" + items.size() + "]"));
        }
        return items.contains(null) ? null : Collections.unmodifiableList(items);
    }

    private Object map(Type valueType, Tree tree, String path) {
        if (!(tree instanceof Mapping mapping)) {
            return problem(tree, path, "must be a mapping, found " + tree.describe());
        }
        Map<String, Object> values = new LinkedHashMap<>();
        mapping.entries().forEach((key, value) -> values.put(key, bind(valueType, value, join(path, key))));
        return values.containsValue(null) ? null : Collections.unmodifiableMap(values);
    }

    private Object member(Class<?> family, Tree tree, String path) {
        Map<String, Class<?>> members = families.members(family);
        String kinds = String.join(", ", members.keySet());
        if (!(tree instanceof Mapping mapping)) {
            String hint = tree instanceof Scalar scalar && members.containsKey(scalar.text())
                    ? "; write {kind: " + scalar.text() + "}"
                    : "";
            return problem(
                    tree,
                    path,
                    "must be a mapping whose kind is one of: " + kinds + "; found " + tree.describe() + hint);
        }
        Tree kind = mapping.entries().get(Tree.KIND);
        if (kind == null) {
            List<Class<?>> fitting = members.values().stream()
                    .filter(member -> member.getAnnotation(Kind.class).inferred())
                    .filter(member -> Component.of(member)
                            .keySet()
                            .containsAll(mapping.entries().keySet()))
                    .toList();
            if (members.size() == 1
                    || (fitting.size() == 1 && !mapping.entries().isEmpty())) {
                return section(
                        members.size() == 1 ? members.values().iterator().next() : fitting.get(0), mapping, path);
            }
        }
        if (kind == null) {
            return problem(tree, join(path, Tree.KIND), "is missing; allowed: " + kinds);
        }
        String name = kind instanceof Scalar scalar ? scalar.text() : "";
        Class<?> member = members.get(name);
        if (member == null) {
            String message = "unknown kind " + kind.describe() + "; " + Names.allowed(name, members.keySet());
            return problem(kind, join(path, Tree.KIND), message);
        }
        return section(member, mapping.without(Tree.KIND), path, key -> Families.otherKinds(key, name, members));
    }

    private Object section(Class<?> type, Tree tree, String path) {
        return section(type, tree, path, key -> "");
    }

    /** @param hint what to add to the message on an unknown key */
    private Object section(Class<?> type, Tree tree, String path, UnaryOperator<String> hint) {
        if (!(tree instanceof Mapping mapping)) {
            return problem(tree, path, "must be a mapping, found " + tree.describe());
        }
        Map<String, Component> components = Component.of(type);
        Map<String, Object> values = new LinkedHashMap<>();
        Set<String> misspeltKeys = new HashSet<>();
        mapping.entries().forEach((key, value) -> {
            Component component = components.get(key);
            if (component != null) {
                values.put(key, component(component, value, join(path, key)));
            } else if (!value.origin().carried()) {
                String allowed = Names.allowed(key, components.keySet());
                Optional<String> nearest = Names.nearest(key, components.keySet());
                nearest.ifPresent(misspeltKeys::add);
                problem(
                        value,
                        join(path, key),
                        "unknown key; " + allowed + (nearest.isPresent() ? "" : hint.apply(key)));
            }
        });
        for (Component component : components.values()) {
            String key = component.key();
            if (!values.containsKey(key)) {
                // The unknown key that was probably meant is reported already; do not report this key as missing too.
                boolean misspelt = misspeltKeys.contains(key) && !component.mayBeAbsent();
                values.put(key, misspelt ? null : absent(component, tree, join(path, key)));
            }
        }
        if (values.containsValue(null)) {
            examine(type, components, values, mapping, path);
            return null;
        }
        return construct(type, components, values, mapping, path);
    }

    /**
     * Finds the remaining errors of a section in which some values could not be read. Calls the record's constructor with placeholders for
     * those values, and reports the violations that concern the other values.
     */
    private void examine(
            Class<?> type,
            Map<String, Component> components,
            Map<String, Object> values,
            Mapping section,
            String path) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        // Collects the problems of default values in a list of its own, which is dropped: they are not the user's
        // mistakes.
        Binder silent = new Binder(families, new ArrayList<>());
        for (Component component : components.values()) {
            Object value = values.get(component.key());
            if (value == null && component.mayBeAbsent()) {
                value = silent.absent(component, section, path);
            }
            arguments.put(component.key(), value == null ? Scalars.placeholder(component.type()) : value);
        }
        try {
            Component.construct(type, arguments);
        } catch (InvalidValueException e) {
            e.violations().stream()
                    .filter(violation -> values.get(violation.key()) != null)
                    .forEach(violation -> report(violation, section, path));
        } catch (RuntimeException e) {
            // The constructor failed on a placeholder. The value that it replaces has been reported already.
            return;
        }
    }

    private Object component(Component component, Tree value, String path) {
        if (value instanceof Scalar scalar && scalar.isNull()) {
            return absent(component, value, path);
        }
        boolean withoutKind =
                value instanceof Mapping mapping && !mapping.entries().containsKey(Tree.KIND);
        boolean family = component.type() instanceof Class<?> plain && families.isFamily(plain);
        Optional<Tree> base = withoutKind && family ? component.defaultTree() : Optional.empty();
        return bind(component.type(), base.map(tree -> Tree.merge(tree, value)).orElse(value), path);
    }

    private Object absent(Component component, Tree section, String path) {
        if (component.isOptional()) {
            return Optional.empty();
        }
        Optional<Tree> tree = component.defaultTree();
        if (tree.isPresent()) {
            return bind(component.type(), tree.get(), path);
        }
        String what = families.describe(component.type());
        return problem(
                section,
                path,
                "is missing; must be " + what
                        + component.doc().map(doc -> ": " + doc).orElse(""));
    }

    private Object construct(
            Class<?> type,
            Map<String, Component> components,
            Map<String, Object> values,
            Mapping section,
            String path) {
        try {
            return Component.construct(type, values);
        } catch (InvalidValueException e) {
            for (Violation violation : e.violations()) {
                if (!components.containsKey(violation.key().split("\\.", 2)[0])) {
                    throw new IllegalStateException(
                            type.getName() + " checks the key '" + violation.key()
                                    + "', which is not one of its components",
                            e);
                }
                report(violation, section, path);
            }
            return null;
        } catch (IllegalArgumentException e) {
            return problem(section, path, e.getMessage());
        }
    }

    /**
     * Reports a violation at the place where its key is written. A record may check values of its nested sections, whose keys are joined by
     * dots. If the last of these keys is not written in the file, the place is that of the innermost section that is.
     */
    private void report(Violation violation, Mapping section, String path) {
        Tree at = section;
        for (String key : violation.key().split("\\.", -1)) {
            Tree below = at instanceof Mapping mapping ? mapping.entries().get(key) : null;
            if (below == null) {
                break;
            }
            at = below;
        }
        problem(at, join(path, violation.key()), violation.message());
    }

    /** Adds a problem. Returns null, which the caller uses in place of the value that could not be bound. */
    private Object problem(Tree at, String path, String message) {
        problems.add(new Problem(at.origin().toString(), path, message));
        return null;
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
