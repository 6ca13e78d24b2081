package io.winnow.trainer.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.trainer.config.Tree.Mapping;
import io.winnow.trainer.config.Tree.Scalar;
import io.winnow.trainer.config.Tree.Sequence;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Describes configuration records as a JSON Schema (draft 2020-12), for editors that check and complete YAML. The schema requires no keys,
 * because a file may leave any key to the file that it extends, or to {@code --set}.
 */
final class SchemaWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final String NOTES = "x-winnow";

    private final Families families;
    private final Map<Class<?>, Map<String, String>> notes;
    private final ObjectNode definitions = JSON.objectNode();

    /** @param notes texts of sections, by their names */
    SchemaWriter(Families families, Map<Class<?>, Map<String, String>> notes) {
        this.families = families;
        this.notes = notes;
    }

    String write(Class<? extends Record> type) {
        ObjectNode root = JSON.objectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", type.getSimpleName());
        root.setAll(section(type, Optional.empty()));
        ObjectNode properties = (ObjectNode) root.get("properties");
        properties
                .putObject("extends")
                .put("type", "string")
                .put(
                        "description",
                        "Configuration file to start from, relative to this file. Keys of this file override its keys.");
        root.set("$defs", definitions);
        return root.toPrettyString();
    }

    private ObjectNode section(Class<?> type, Optional<String> kind) {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        Optional.ofNullable(type.getAnnotation(Doc.class)).ifPresent(doc -> schema.put("description", doc.value()));
        if (notes.containsKey(type)) {
            notes.get(type).forEach(schema.withObject("/" + NOTES)::put);
        }
        ObjectNode properties = schema.putObject("properties");
        kind.ifPresent(name -> properties.putObject(Tree.KIND).put("const", name));
        for (Component component : Component.of(type).values()) {
            ObjectNode property = value(component.type());
            component.doc().ifPresent(doc -> property.put("description", doc));
            component.defaultTree().ifPresent(tree -> json(tree, property, "default"));
            properties.set(component.key(), property);
        }
        if (type == Span.class) {
            schema.put("minProperties", 1).put("maxProperties", 1);
        }
        return schema.put("additionalProperties", false);
    }

    private ObjectNode value(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (generic.getRawType() == Optional.class) {
                return value(last);
            }
            ObjectNode schema = JSON.objectNode();
            boolean list = generic.getRawType() == List.class;
            schema.put("type", list ? "array" : "object");
            schema.set(list ? "items" : "additionalProperties", value(last));
            if (list && last == String.class) { // a single text is a list of one
                ObjectNode either = JSON.objectNode();
                either.putArray("anyOf").add(schema).add(value(last));
                return either;
            }
            return schema;
        }
        Class<?> plain = (Class<?>) type;
        if (families.isFamily(plain) || plain.isRecord()) {
            return reference(plain);
        }
        ObjectNode schema = JSON.objectNode();
        if (plain.isEnum()) {
            Scalars.names(plain).forEach(schema.putArray("enum")::add);
        } else if (plain == boolean.class || plain == Boolean.class) {
            schema.put("type", "boolean");
        } else if (plain == String.class || plain == Path.class) {
            schema.put("type", "string");
        } else {
            boolean real = plain == double.class || plain == Double.class;
            schema.put("type", real ? "number" : "integer");
        }
        return schema;
    }

    private ObjectNode reference(Class<?> type) {
        String name = type.getSimpleName();
        if (!definitions.has(name)) {
            ObjectNode definition = definitions.putObject(name); // registered before its parts, which may refer to it
            if (families.isFamily(type)) {
                definition.put("type", "object");
                ArrayNode members = definition.putArray("anyOf");
                for (Map.Entry<String, Class<?>> member : families.members(type).entrySet()) {
                    members.add(section(member.getValue(), Optional.of(member.getKey())));
                }
            } else {
                definition.setAll(section(type, Optional.empty()));
            }
        }
        return JSON.objectNode().put("$ref", "#/$defs/" + name);
    }

    private static void json(Tree tree, ObjectNode parent, String key) {
        if (tree instanceof Mapping mapping) {
            ObjectNode object = parent.putObject(key);
            mapping.entries().forEach((name, value) -> json(value, object, name));
        } else if (tree instanceof Sequence sequence) {
            ArrayNode array = parent.putArray(key);
            for (Tree item : sequence.items()) {
                ObjectNode holder = JSON.objectNode();
                json(item, holder, "item");
                array.add(holder.get("item"));
            }
        } else if (tree instanceof Scalar scalar) {
            switch (scalar.type()) {
                case NULL -> parent.putNull(key);
                case BOOLEAN -> parent.put(key, Boolean.parseBoolean(scalar.text()));
                case INTEGER -> parent.put(key, Long.parseLong(scalar.text()));
                case FLOAT -> parent.put(key, Double.parseDouble(scalar.text()));
                case STRING -> parent.put(key, scalar.text());
            }
        }
    }
}
