package io.winnow.trainer.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Describes configuration records as a page of Markdown: a section for each record, a row for each key, in the order of the records. */
final class ReferenceWriter {
    private final Families families;
    private final Deque<Class<?>> pending = new ArrayDeque<>();
    private final Set<Class<?>> seen = new LinkedHashSet<>();
    private final StringBuilder page = new StringBuilder();

    ReferenceWriter(Families families) {
        this.families = families;
    }

    String write(Class<? extends Record> type) {
        refer(type);
        while (!pending.isEmpty()) {
            Class<?> next = pending.remove();
            page.append("\n## ").append(title(next)).append('\n');
            if (families.isFamily(next)) {
                family(next);
            } else {
                section(next, Optional.empty());
            }
        }
        return page.toString();
    }

    private void family(Class<?> family) {
        doc(family);
        Map<String, Class<?>> members = families.members(family);
        page.append("\n`kind` is one of ")
                .append(members.keySet().stream().map(kind -> "`" + kind + "`").collect(Collectors.joining(", ")))
                .append(".\n");
        members.forEach((kind, member) -> {
            page.append("\n### ")
                    .append(title(family))
                    .append(": `")
                    .append(kind)
                    .append("`\n");
            section(member, Optional.of(kind));
        });
    }

    private void section(Class<?> record, Optional<String> kind) {
        doc(record);
        Map<String, Component> components = Component.of(record);
        if (components.isEmpty()) {
            page.append("\nNo keys besides `kind`.\n");
            return;
        }
        page.append("\n| key | value | default | meaning |\n|---|---|---|---|\n");
        kind.ifPresent(name -> page.append("| `kind` | `").append(name).append("` | | |\n"));
        Set<Class<?>> shared = new HashSet<>();
        for (Component component : components.values()) {
            if (component.within().isEmpty()) {
                row(component);
            } else if (shared.add(component.within().get(0).getType())) {
                page.append("| | ")
                        .append(link(component.within().get(0).getType()))
                        .append(" | | All keys of that section belong here. |\n");
            }
        }
    }

    private void row(Component component) {
        page.append("| `")
                .append(component.key())
                .append("` | ")
                .append(value(component.type()))
                .append(" | ")
                .append(component
                        .defaultText()
                        .map(text -> "`" + text + "`")
                        .orElse(component.isOptional() ? "none" : "required"))
                .append(" | ")
                .append(component
                        .doc()
                        .or(() -> docOf(component.type()))
                        .map(ReferenceWriter::cell)
                        .orElse(""))
                .append(" |\n");
    }

    private void doc(Class<?> type) {
        docOf(type).ifPresent(doc -> page.append('\n').append(doc).append('\n'));
    }

    /** What a section says of itself stands for the key that holds it. */
    private static Optional<String> docOf(Type type) {
        if (type instanceof ParameterizedType generic) {
            return docOf(generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1]);
        }
        return Optional.ofNullable(((Class<?>) type).getAnnotation(Doc.class)).map(Doc::value);
    }

    private String value(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (generic.getRawType() == Optional.class) {
                return value(last);
            }
            return (generic.getRawType() == List.class ? "list of " : "map to ") + value(last);
        }
        Class<?> plain = (Class<?>) type;
        if (families.isFamily(plain) || plain.isRecord()) {
            return link(plain);
        }
        if (plain.isEnum()) {
            return Scalars.names(plain).stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return "`true`, `false`";
        }
        if (plain == Path.class) {
            return "path";
        }
        if (plain == String.class) {
            return "text";
        }
        return plain == double.class || plain == Double.class ? "number" : "integer";
    }

    private String link(Class<?> type) {
        refer(type);
        return "[" + title(type) + "](#" + title(type).toLowerCase(Locale.ROOT).replace(' ', '-') + ")";
    }

    private void refer(Class<?> type) {
        if (seen.add(type)) {
            pending.add(type);
        }
    }

    /** {@code ImageDataConfig} is called "Image data", {@code LinearProbe.Options} "Linear probe". */
    private static String title(Class<?> type) {
        String outer =
                type.getEnclosingClass() == null ? "" : type.getEnclosingClass().getSimpleName();
        String words = Names.snakeCase(
                        outer.replaceAll("Config$", "") + type.getSimpleName().replaceAll("(Config|Options)$", ""))
                .replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
