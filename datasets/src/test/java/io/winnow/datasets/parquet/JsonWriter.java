package io.winnow.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** Gives the values of JSON objects to the library, as the schema says. */
final class JsonWriter {
    /** How a text begins that stands for bytes which are no text. */
    static final String BASE64 = "base64:";

    private final RecordConsumer consumer;

    JsonWriter(RecordConsumer consumer) {
        this.consumer = consumer;
    }

    void write(MessageType schema, JsonNode record) {
        consumer.startMessage();
        fields(schema, record);
        consumer.endMessage();
    }

    void flush() {
        consumer.flush();
    }

    private void fields(GroupType group, JsonNode object) {
        for (int i = 0; i < group.getFieldCount(); i++) {
            JsonNode value = object.path(group.getFieldName(i));
            boolean repeated = group.getType(i).isRepetition(Type.Repetition.REPEATED);
            if (!value.isNull() && !value.isMissingNode() && !(repeated && value.isEmpty())) {
                field(group, i, repeated ? value : List.of(value));
            }
        }
    }

    private void field(GroupType group, int index, Iterable<JsonNode> values) {
        consumer.startField(group.getFieldName(index), index);
        for (JsonNode value : values) {
            value(group.getType(index), value);
        }
        consumer.endField(group.getFieldName(index), index);
    }

    private void value(Type type, JsonNode value) {
        if (type.isPrimitive()) {
            value(type.asPrimitiveType(), value);
            return;
        }
        GroupType group = type.asGroupType();
        LogicalTypeAnnotation meaning = group.getLogicalTypeAnnotation();
        consumer.startGroup();
        if (meaning instanceof ListLogicalTypeAnnotation && !value.isEmpty()) {
            field(group, 0, group.getType(0).isPrimitive() ? value : wrapped(value));
        } else if (meaning instanceof MapLogicalTypeAnnotation && !value.isEmpty()) {
            field(group, 0, entries(value));
        } else if (value.isObject()) {
            fields(group, value);
        }
        consumer.endGroup();
    }

    private static Iterable<JsonNode> wrapped(JsonNode list) {
        return list.valueStream()
                .<JsonNode>map(each -> ParquetWriter.object().set("element", each))
                .toList();
    }

    private static Iterable<JsonNode> entries(JsonNode map) {
        return map.properties().stream()
                .<JsonNode>map(
                        each -> ParquetWriter.object().put("key", each.getKey()).set("value", each.getValue()))
                .toList();
    }

    private void value(PrimitiveType type, JsonNode value) {
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        long integer = meaning instanceof DateLogicalTypeAnnotation
                ? LocalDate.parse(value.asText()).toEpochDay()
                : meaning instanceof TimestampLogicalTypeAnnotation
                        ? Instant.parse(value.asText()).toEpochMilli()
                        : meaning instanceof DecimalLogicalTypeAnnotation
                                ? value.decimalValue().unscaledValue().longValue()
                                : value.asLong();
        switch (type.getPrimitiveTypeName()) {
            case INT32 -> consumer.addInteger((int) integer);
            case INT64 -> consumer.addLong(integer);
            case FLOAT -> consumer.addFloat(value.floatValue());
            case DOUBLE -> consumer.addDouble(value.doubleValue());
            case BOOLEAN -> consumer.addBoolean(value.booleanValue());
            case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> consumer.addBinary(binary(value.asText()));
        }
    }

    private static Binary binary(String text) {
        return text.startsWith(BASE64)
                ? Binary.fromConstantByteArray(Base64.getDecoder().decode(text.substring(BASE64.length())))
                : Binary.fromString(text);
    }
}
