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

/**
 * Binds a {@link Tree} to records and collects every problem on the way: a part that does not bind is null, its section is not
 * constructed, and all other sections still are.
 */
final class Binder {
    private final Families families;
    private final List<Problem> problems;

    Binder(Families families, List<Problem> problems) {
        this.families = families;
        this.problems = problems;
    }

    /** The value of {@code tree} as {@code type}, or null when it has problems. */
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

    private Object list(Type itemType, Tree tree, String path) {
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
            return problem(tree, join(path, Tree.KIND), "is missing; allowed: " + kinds);
        }
        String name = kind instanceof Scalar scalar ? scalar.text() : "";
        Class<?> member = members.get(name);
        if (member == null) {
            String message = "unknown kind " + kind.describe() + "; " + Names.allowed(name, members.keySet());
            return problem(kind, join(path, Tree.KIND), message);
        }
        return section(member, mapping.without(Tree.KIND), path);
    }

    private Object section(Class<?> type, Tree tree, String path) {
        if (!(tree instanceof Mapping mapping)) {
            return problem(tree, path, "must be a mapping, found " + tree.describe());
        }
        Map<String, Component> components = Component.of(type);
        Map<String, Object> values = new LinkedHashMap<>();
        Set<String> meant = new HashSet<>();
        mapping.entries().forEach((key, value) -> {
            Component component = components.get(key);
            if (component != null) {
                values.put(key, component(component, value, join(path, key)));
            } else if (!value.origin().carried()) {
                String allowed = Names.allowed(key, components.keySet());
                Names.nearest(key, components.keySet()).ifPresent(meant::add);
                problem(value, join(path, key), "unknown key; " + allowed);
            }
        });
        for (Component component : components.values()) {
            String key = component.key();
            if (!values.containsKey(key)) {
                boolean misspelt = meant.contains(key) && !component.mayBeAbsent();
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
     * Reports what else is wrong with a section some of whose values could not be read: its constructor is run with stand-ins for
     * these, and what it says of the other values is kept.
     */
    private void examine(
            Class<?> type,
            Map<String, Component> components,
            Map<String, Object> values,
            Mapping section,
            String path) {
        List<Object> arguments = new ArrayList<>();
        Binder silent = new Binder(families, new ArrayList<>());
        for (Component component : components.values()) {
            Object value = values.get(component.key());
            if (value == null && component.mayBeAbsent()) {
                value = silent.absent(component, section, path);
            }
            arguments.add(value == null ? Scalars.standIn(component.type()) : value);
        }
        try {
            Component.construct(type, arguments);
        } catch (InvalidValueException e) {
            e.violations().stream()
                    .filter(violation -> values.get(violation.key()) != null)
                    .forEach(violation -> report(violation, section, path));
        } catch (RuntimeException e) {
            // A check that reads a stand-in; the value it stands for is reported already.
            return;
        }
    }

    private Object component(Component component, Tree value, String path) {
        if (value instanceof Scalar scalar && scalar.isNull()) {
            return absent(component, value, path);
        }
        boolean namesNoKind =
                value instanceof Mapping mapping && !mapping.entries().containsKey(Tree.KIND);
        boolean family = component.type() instanceof Class<?> plain && families.isFamily(plain);
        Optional<Tree> base = namesNoKind && family ? component.defaultTree() : Optional.empty();
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
            return Component.construct(
                    type,
                    components.values().stream().map(c -> values.get(c.key())).toList());
        } catch (InvalidValueException e) {
            for (Violation violation : e.violations()) {
                if (!components.containsKey(violation.key().split("\\.", 2)[0])) {
                    throw new IllegalStateException(type.getName() + " checks a key it does not have", e);
                }
                report(violation, section, path);
            }
            return null;
        } catch (IllegalArgumentException e) {
            return problem(section, path, e.getMessage());
        }
    }

    /** A record may check what is in its parts, by keys joined by dots; the place is that of the deepest one that is written. */
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

    /** Notes a problem; null, for the value that could not be had. */
    private Object problem(Tree at, String path, String message) {
        problems.add(new Problem(at.origin().toString(), path, message));
        return null;
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
