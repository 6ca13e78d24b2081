package io.winnow.datasets.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * The columns of a file of which values can be read.
 *
 * @param schema the schema without other columns
 * @param unreadable what other columns hold, by column as users name it
 * @param files the columns among the readable ones that hold whole files
 */
record ReadableColumns(MessageType schema, Map<String, String> unreadable, List<String> files) {
    static final String BYTES = "bytes";
    static final String PATH = "path";

    /** Names of columns of bytes that hold files. Bytes under other names may be anything. */
    private static final Set<String> FILE_NAMES = Set.of(
            ParquetData.FILE_COLUMN,
            "img",
            "photo",
            "picture",
            "jpg",
            "jpeg",
            "png",
            "webp",
            "image_bytes",
            "img_bytes",
            "image_data");

    /** @param withFiles whether columns of whole files, such as images, are read as well, as objects with bytes and possibly a path */
    static ReadableColumns of(MessageType schema, boolean withFiles) {
        Map<String, String> unreadable = new TreeMap<>();
        List<String> files = new ArrayList<>();
        List<Type> fields = new ArrayList<>();
        for (Type field : schema.getFields()) {
            if (withFiles
                    && !field.isPrimitive()
                    && !field.isRepetition(Type.Repetition.REPEATED)
                    && isFiles(field.asGroupType())) {
                files.add(field.getName());
                fields.add(file(field.asGroupType()));
            } else if (withFiles && isFile(field)) {
                files.add(field.getName());
                fields.add(field);
            } else {
                readable(field, field.getName(), unreadable).ifPresent(fields::add);
            }
        }
        return new ReadableColumns(new MessageType(schema.getName(), fields), unreadable, List.copyOf(files));
    }

    /** Whether a column of bytes holds a file each, by its name. */
    private static boolean isFile(Type field) {
        return field.isPrimitive()
                && !field.isRepetition(Type.Repetition.REPEATED)
                && field.asPrimitiveType().getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.BINARY
                && ValueType.of(field.asPrimitiveType()).isEmpty()
                && FILE_NAMES.contains(field.getName().toLowerCase(Locale.ROOT));
    }

    private static Type file(GroupType group) {
        return group.withNewFields(group.getFields().stream()
                .filter(field ->
                        field.getName().equals(BYTES) || field.getName().equals(PATH))
                .toList());
    }

    private static List<Type> fields(GroupType group, String column, Map<String, String> unreadable) {
        List<Type> fields = new ArrayList<>();
        for (Type field : group.getFields()) {
            readable(field, name(column, field), unreadable).ifPresent(fields::add);
        }
        return fields;
    }

    private static Optional<Type> readable(Type type, String column, Map<String, String> unreadable) {
        if (type.isPrimitive()) {
            if (ValueType.of(type.asPrimitiveType()).isEmpty()) {
                unreadable.put(column, binary(type.asPrimitiveType()));
                return Optional.empty();
            }
            return Optional.of(type);
        }
        GroupType group = type.asGroupType();
        if (isFiles(group)) {
            unreadable.put(column, "holds whole files, such as images (their bytes and path)");
            return Optional.empty();
        }
        if (Nesting.isList(group) || Nesting.isMap(group)) {
            Map<String, String> within = new TreeMap<>();
            fields(group, column, within);
            if (within.isEmpty()) {
                return Optional.of(type);
            }
            unreadable.put(column, "holds lists or maps of binary data");
            return Optional.empty();
        }
        List<Type> fields = fields(group, column, unreadable);
        return fields.isEmpty() ? Optional.empty() : Optional.of(group.withNewFields(fields));
    }

    /** Whether a group is a file inside of the file, as Hugging Face has images and sounds. */
    private static boolean isFiles(GroupType group) {
        return group.containsField(BYTES)
                && group.containsField(PATH)
                && group.getType(BYTES).isPrimitive()
                && group.getType(PATH).isPrimitive()
                && ValueType.of(group.getType(BYTES).asPrimitiveType()).isEmpty()
                && ValueType.of(group.getType(PATH).asPrimitiveType()).isPresent();
    }

    private static String binary(PrimitiveType type) {
        return "holds binary data (" + type.getPrimitiveTypeName()
                + (type.getLogicalTypeAnnotation() == null ? "" : ", " + type.getLogicalTypeAnnotation()) + ")";
    }

    /** Returns the names of the columns, in which fields of groups are called {@code outer.inner}. */
    List<String> names(Predicate<String> whole) {
        List<String> names = new ArrayList<>();
        names(schema, "", whole, names);
        return names;
    }

    private static void names(GroupType group, String column, Predicate<String> whole, List<String> names) {
        for (Type field : group.getFields()) {
            String name = name(column, field);
            boolean divided = !field.isPrimitive()
                    && !whole.test(name)
                    && !field.isRepetition(Type.Repetition.REPEATED)
                    && !Nesting.isList(field.asGroupType());
            if (!divided) {
                names.add(name);
            } else if (!Nesting.isMap(field.asGroupType())) { // whose keys are columns that no schema names
                names(field.asGroupType(), name, whole, names);
            }
        }
    }

    private static String name(String column, Type field) {
        return column.isEmpty() ? field.getName() : column + "." + field.getName();
    }
}
