package io.winnow.datasets.parquet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.airlift.compress.Compressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** Writes small Parquet files for tests: the library encodes the columns of lines of JSON, and this class writes the file around them. */
public final class ParquetWriter {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final MessageType schema;
    private CompressionCodec codec = CompressionCodec.UNCOMPRESSED;
    private ParquetProperties.WriterVersion version = ParquetProperties.WriterVersion.PARQUET_1_0;
    private int rowsPerGroup = Integer.MAX_VALUE;
    private int rowsPerPage = ParquetProperties.DEFAULT_PAGE_ROW_COUNT_LIMIT;
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /** Creates a writer of a schema such as {@code optional binary text (UTF8); optional int32 label;}. */
    public ParquetWriter(String fields) {
        schema = MessageTypeParser.parseMessageType("message records { " + fields + " }");
    }

    public ParquetWriter codec(CompressionCodec value) {
        codec = value;
        return this;
    }

    public ParquetWriter version2() {
        version = ParquetProperties.WriterVersion.PARQUET_2_0;
        return this;
    }

    public ParquetWriter rowsPerGroup(int value) {
        rowsPerGroup = value;
        return this;
    }

    public ParquetWriter rowsPerPage(int value) {
        rowsPerPage = value;
        return this;
    }

    public ParquetWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /** Writes records, each of them a JSON object. */
    public Path write(Path file, String... lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(PartFiles.MAGIC);
        List<RowGroup> groups = new ArrayList<>();
        for (int from = 0; from < lines.length; from += Math.min(rowsPerGroup, lines.length)) {
            List<String> part =
                    Arrays.asList(lines).subList(from, (int) Math.min(lines.length, (long) from + rowsPerGroup));
            groups.add(group(out, part));
        }
        List<SchemaElement> elements = new ArrayList<>();
        SchemaElement root = new SchemaElement(schema.getName());
        elements.add(root.setNum_children(schema.getFieldCount()));
        schema.getFields().forEach(field -> add(field, elements));
        FileMetaData footer = new FileMetaData(1, elements, lines.length, groups);
        footer.setKey_value_metadata(metadata.entrySet().stream()
                .map(each -> new KeyValue(each.getKey()).setValue(each.getValue()))
                .toList());
        int start = out.size();
        Util.writeFileMetaData(footer, out);
        out.write(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(out.size() - start)
                .array());
        out.write(PartFiles.MAGIC);
        return Files.write(file, out.toByteArray());
    }

    private RowGroup group(ByteArrayOutputStream out, List<String> lines) throws IOException {
        Map<ColumnDescriptor, WrittenColumn> columns = new LinkedHashMap<>();
        schema.getColumns().forEach(column -> columns.put(column, new WrittenColumn(column, codec, this::pack)));
        ParquetProperties properties = ParquetProperties.builder()
                .withWriterVersion(version)
                .withPageRowCountLimit(rowsPerPage)
                .build();
        try (ColumnWriteStore store = properties.newColumnWriteStore(schema, columns::get)) {
            JsonWriter writer =
                    new JsonWriter(new ColumnIOFactory().getColumnIO(schema).getRecordWriter(store));
            for (String line : lines) {
                writer.write(schema, MAPPER.readTree(line));
            }
            writer.flush();
            store.flush();
        }
        long size = 0;
        List<ColumnChunk> chunks = new ArrayList<>();
        for (WrittenColumn column : columns.values()) {
            chunks.add(column.appendTo(out));
            size += column.size();
        }
        return new RowGroup(chunks, size, lines.size());
    }

    private byte[] pack(byte[] bytes) throws IOException {
        return switch (codec) {
            case UNCOMPRESSED -> bytes;
            case GZIP -> {
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                    gzip.write(bytes);
                }
                yield packed.toByteArray();
            }
            case SNAPPY -> pack(new SnappyCompressor(), bytes);
            case ZSTD -> pack(new ZstdCompressor(), bytes);
            case LZ4_RAW -> pack(new Lz4Compressor(), bytes);
            case LZO, BROTLI, LZ4 -> bytes; // of which only the name is tested
        };
    }

    private static byte[] pack(Compressor compressor, byte[] bytes) {
        byte[] packed = new byte[compressor.maxCompressedLength(bytes.length)];
        return Arrays.copyOf(packed, compressor.compress(bytes, 0, bytes.length, packed, 0, packed.length));
    }

    @SuppressWarnings("deprecation") // the old names of logical types, which all readers know
    private static void add(Type type, List<SchemaElement> elements) {
        SchemaElement element = new SchemaElement(type.getName());
        element.setRepetition_type(
                FieldRepetitionType.valueOf(type.getRepetition().name()));
        if (type.getOriginalType() != null) {
            element.setConverted_type(
                    ConvertedType.valueOf(type.getOriginalType().name()));
        }
        elements.add(element);
        if (type.isPrimitive()) {
            PrimitiveType primitive = type.asPrimitiveType();
            element.setType(type(primitive)).setType_length(primitive.getTypeLength());
            if (primitive.getDecimalMetadata() != null) {
                element.setScale(primitive.getDecimalMetadata().getScale());
                element.setPrecision(primitive.getDecimalMetadata().getPrecision());
            }
        } else {
            GroupType group = type.asGroupType();
            element.setNum_children(group.getFieldCount());
            group.getFields().forEach(field -> add(field, elements));
        }
    }

    static org.apache.parquet.format.Type type(PrimitiveType type) {
        String name = type.getPrimitiveTypeName().name();
        return org.apache.parquet.format.Type.valueOf(name.equals("BINARY") ? "BYTE_ARRAY" : name);
    }

    /** Packs the bytes of a page. */
    interface Packer {
        byte[] pack(byte[] bytes) throws IOException;
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }
}
