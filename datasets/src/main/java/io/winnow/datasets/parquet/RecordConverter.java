package io.winnow.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Makes a JSON object of each record. It has a value for each column, in their order, and null where the record has none. */
final class RecordConverter extends RecordMaterializer<ObjectNode> {
    private final GroupConverter root;
    private ObjectNode record = JsonNodeFactory.instance.objectNode();

    RecordConverter(MessageType schema, ClassNames classes) {
        root = new StructConverter(schema, "", classes, value -> record = (ObjectNode) value);
    }

    @Override
    public ObjectNode getCurrentRecord() {
        return record;
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }

    private static Converter converter(Type type, String column, ClassNames classes, Consumer<JsonNode> target) {
        if (type.isPrimitive()) {
            return new ValueConverter(
                    column, ValueType.of(type.asPrimitiveType()).orElse(ValueType.FILE), classes, target);
        }
        GroupType group = type.asGroupType();
        return Nesting.isList(group)
                ? new ListConverter(group, column, classes, target)
                : Nesting.isMap(group)
                        ? new MapConverter(group, column, classes, target)
                        : new StructConverter(group, column, classes, target);
    }

    private static final class StructConverter extends GroupConverter {
        private final GroupType group;
        private final Consumer<JsonNode> target;
        private final List<Converter> fields = new ArrayList<>();
        private ObjectNode object = JsonNodeFactory.instance.objectNode();

        StructConverter(GroupType group, String column, ClassNames classes, Consumer<JsonNode> target) {
            this.group = group;
            this.target = target;
            for (Type field : group.getFields()) {
                String name = field.getName();
                fields.add(converter(
                        field,
                        column.isEmpty() ? name : column + "." + name,
                        classes,
                        field.isRepetition(Type.Repetition.REPEATED)
                                ? value -> ((ArrayNode) object.get(name)).add(value)
                                : value -> object.set(name, value)));
            }
        }

        @Override
        public Converter getConverter(int field) {
            return fields.get(field);
        }

        @Override
        public void start() {
            object = JsonNodeFactory.instance.objectNode();
            for (Type field : group.getFields()) {
                object.set(
                        field.getName(),
                        field.isRepetition(Type.Repetition.REPEATED)
                                ? JsonNodeFactory.instance.arrayNode()
                                : NullNode.instance);
            }
        }

        @Override
        public void end() {
            target.accept(object);
        }
    }

    /** Converts a group that exists only because Parquet needs one around what is repeated. */
    private abstract static class Wrapper extends GroupConverter {
        private final List<Converter> fields = new ArrayList<>();

        final void add(Converter field) {
            fields.add(field);
        }

        @Override
        public Converter getConverter(int field) {
            return fields.get(field);
        }
    }

    private static final class ListConverter extends Wrapper {
        private final Consumer<JsonNode> target;
        private ArrayNode array = JsonNodeFactory.instance.arrayNode();

        ListConverter(GroupType list, String column, ClassNames classes, Consumer<JsonNode> target) {
            this.target = target;
            Type repeated = list.getType(0);
            add(
                    Nesting.isElement(list)
                            ? converter(repeated, column, classes, value -> array.add(value))
                            : new ElementConverter(
                                    repeated.asGroupType().getType(0), column, classes, value -> array.add(value)));
        }

        @Override
        public void start() {
            array = JsonNodeFactory.instance.arrayNode();
        }

        @Override
        public void end() {
            target.accept(array);
        }
    }

    /** The group around an element of a list, which may be null. */
    private static final class ElementConverter extends Wrapper {
        private final Consumer<JsonNode> target;
        private JsonNode element = NullNode.instance;

        ElementConverter(Type type, String column, ClassNames classes, Consumer<JsonNode> target) {
            this.target = target;
            add(converter(type, column, classes, value -> element = value));
        }

        @Override
        public void start() {
            element = NullNode.instance;
        }

        @Override
        public void end() {
            target.accept(element);
        }
    }

    private static final class MapConverter extends Wrapper {
        private final Consumer<JsonNode> target;
        private ObjectNode object = JsonNodeFactory.instance.objectNode();

        MapConverter(GroupType map, String column, ClassNames classes, Consumer<JsonNode> target) {
            this.target = target;
            add(new EntryConverter(
                    map.getType(0).asGroupType(), column, classes, (key, value) -> object.set(key, value)));
        }

        @Override
        public void start() {
            object = JsonNodeFactory.instance.objectNode();
        }

        @Override
        public void end() {
            target.accept(object);
        }
    }

    private interface Entries {
        void put(String key, JsonNode value);
    }

    private static final class EntryConverter extends Wrapper {
        private final Entries target;
        private JsonNode key = NullNode.instance;
        private JsonNode value = NullNode.instance;

        EntryConverter(GroupType entry, String column, ClassNames classes, Entries target) {
            this.target = target;
            add(converter(entry.getType(0), column, classes, each -> key = each));
            add(converter(entry.getType(1), column, classes, each -> value = each));
        }

        @Override
        public void start() {
            key = NullNode.instance;
            value = NullNode.instance;
        }

        @Override
        public void end() {
            target.put(key.asText(), value);
        }
    }
}
