package io.winnow.datasets.parquet;

import io.winnow.datasets.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Turns the list of elements in a footer, in which each group comes before its fields, into a tree. */
final class Schema {
    private final Iterator<SchemaElement> elements;

    private Schema(Iterator<SchemaElement> elements) {
        this.elements = elements;
    }

    /**
     * Returns the tree.
     *
     * @throws DataException if the elements are none
     */
    static MessageType of(Path file, List<SchemaElement> elements) throws DataException {
        try {
            Schema schema = new Schema(elements.iterator());
            SchemaElement root = schema.elements.next();
            return new MessageType(root.getName(), schema.fields(root));
        } catch (RuntimeException e) { // the library refuses types that do not fit together by several of them
            throw Footer.damaged(file, "its schema is not one of Parquet (" + e.getMessage() + ")");
        }
    }

    private List<Type> fields(SchemaElement group) {
        List<Type> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < group.getNum_children(); i++) {
            Type field = type(elements.next());
            if (!names.add(field.getName())) {
                throw new IllegalArgumentException("two columns have the name " + field.getName());
            }
            fields.add(field);
        }
        return fields;
    }

    private Type type(SchemaElement element) {
        Type.Repetition repetition =
                Type.Repetition.valueOf(element.getRepetition_type().name());
        if (!element.isSetType()) {
            return Types.buildGroup(repetition)
                    .as(annotation(element))
                    .addFields(fields(element).toArray(Type[]::new))
                    .named(element.getName());
        }
        return Types.primitive(PrimitiveTypeName.valueOf(primitive(element)), repetition)
                .length(element.getType_length())
                .as(annotation(element))
                .named(element.getName());
    }

    private static String primitive(SchemaElement element) {
        return switch (element.getType()) {
            case BYTE_ARRAY -> "BINARY";
            default -> element.getType().name();
        };
    }

    /** Returns what the values of an element mean; null if that is not said, or is something of which no value can be read. */
    private static LogicalTypeAnnotation annotation(SchemaElement element) {
        if (element.isSetLogicalType()) {
            return annotation(element.getLogicalType());
        }
        return element.isSetConverted_type() ? annotation(element, element.getConverted_type()) : null;
    }

    /** Returns the meaning as old writers have it. */
    private static LogicalTypeAnnotation annotation(SchemaElement element, ConvertedType type) {
        return switch (type) {
            case UTF8 -> LogicalTypeAnnotation.stringType();
            case ENUM -> LogicalTypeAnnotation.enumType();
            case JSON -> LogicalTypeAnnotation.jsonType();
            case LIST -> LogicalTypeAnnotation.listType();
            case MAP, MAP_KEY_VALUE -> LogicalTypeAnnotation.mapType();
            case DATE -> LogicalTypeAnnotation.dateType();
            case DECIMAL -> LogicalTypeAnnotation.decimalType(element.getScale(), element.getPrecision());
            case TIME_MILLIS -> LogicalTypeAnnotation.timeType(true, LogicalTypeAnnotation.TimeUnit.MILLIS);
            case TIME_MICROS -> LogicalTypeAnnotation.timeType(true, LogicalTypeAnnotation.TimeUnit.MICROS);
            case TIMESTAMP_MILLIS -> LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MILLIS);
            case TIMESTAMP_MICROS -> LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MICROS);
            case UINT_8 -> LogicalTypeAnnotation.intType(8, false);
            case UINT_16 -> LogicalTypeAnnotation.intType(16, false);
            case UINT_32 -> LogicalTypeAnnotation.intType(32, false);
            case UINT_64 -> LogicalTypeAnnotation.intType(64, false);
            case INT_8 -> LogicalTypeAnnotation.intType(8, true);
            case INT_16 -> LogicalTypeAnnotation.intType(16, true);
            case INT_32 -> LogicalTypeAnnotation.intType(32, true);
            case INT_64 -> LogicalTypeAnnotation.intType(64, true);
            case BSON, INTERVAL -> null;
        };
    }

    private static LogicalTypeAnnotation annotation(LogicalType type) {
        return switch (type.getSetField()) {
            case STRING -> LogicalTypeAnnotation.stringType();
            case ENUM -> LogicalTypeAnnotation.enumType();
            case JSON -> LogicalTypeAnnotation.jsonType();
            case UUID -> LogicalTypeAnnotation.uuidType();
            case FLOAT16 -> LogicalTypeAnnotation.float16Type();
            case LIST -> LogicalTypeAnnotation.listType();
            case MAP -> LogicalTypeAnnotation.mapType();
            case DATE -> LogicalTypeAnnotation.dateType();
            case DECIMAL ->
                LogicalTypeAnnotation.decimalType(
                        type.getDECIMAL().getScale(), type.getDECIMAL().getPrecision());
            case INTEGER -> integer(type.getINTEGER());
            case TIME ->
                LogicalTypeAnnotation.timeType(
                        type.getTIME().isIsAdjustedToUTC(), unit(type.getTIME().getUnit()));
            case TIMESTAMP ->
                LogicalTypeAnnotation.timestampType(
                        type.getTIMESTAMP().isIsAdjustedToUTC(),
                        unit(type.getTIMESTAMP().getUnit()));
            // Of a column of nulls alone, which has any type; and binary data.
            case UNKNOWN, BSON, VARIANT, GEOMETRY, GEOGRAPHY -> null;
        };
    }

    private static LogicalTypeAnnotation integer(IntType type) {
        return LogicalTypeAnnotation.intType(type.getBitWidth(), type.isIsSigned());
    }

    private static LogicalTypeAnnotation.TimeUnit unit(TimeUnit unit) {
        return LogicalTypeAnnotation.TimeUnit.valueOf(unit.getSetField().name());
    }
}
