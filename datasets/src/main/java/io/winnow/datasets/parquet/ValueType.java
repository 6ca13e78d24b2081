package io.winnow.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/**
 * How the values of a column become JSON values: dates and times as texts of ISO 8601, decimals with all of their digits.
 *
 * @param ofInteger for values that are stored as integers
 * @param ofBytes for values that are stored as bytes
 * @param isBytes whether values are stored as bytes
 */
record ValueType(LongFunction<JsonNode> ofInteger, Function<Binary, JsonNode> ofBytes, boolean isBytes) {
    /** The day 1970-01-01 as a number of days since the beginning of the Julian period, in which INT96 counts. */
    private static final long EPOCH_IN_JULIAN_DAYS = 2_440_588;

    /** The bytes of a file, as a binary value. */
    static final ValueType FILE = ofBytes(bytes -> BinaryNode.valueOf(bytes.getBytes()));

    private static ValueType ofIntegers(LongFunction<JsonNode> function) {
        return new ValueType(
                function,
                bytes -> {
                    throw new IllegalStateException("A column of integers holds bytes.");
                },
                false);
    }

    private static ValueType ofBytes(Function<Binary, JsonNode> function) {
        return new ValueType(
                integer -> {
                    throw new IllegalStateException("A column of bytes holds integers.");
                },
                function,
                true);
    }

    /** Returns the type of a column; empty if its values are bytes of which nothing is known. */
    static Optional<ValueType> of(PrimitiveType type) {
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
            return Optional.of(new ValueType(
                    integer -> decimal(BigInteger.valueOf(integer), decimal.getScale()),
                    bytes -> decimal(new BigInteger(bytes.getBytesUnsafe()), decimal.getScale()),
                    isBytes(type)));
        }
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN, FLOAT, DOUBLE -> Optional.of(ofIntegers(LongNode::valueOf));
            case INT32, INT64 -> Optional.of(ofIntegers(integers(meaning, type)));
            case INT96 -> Optional.of(ofBytes(ValueType::int96));
            case BINARY ->
                meaning instanceof StringLogicalTypeAnnotation
                                || meaning instanceof EnumLogicalTypeAnnotation
                                || meaning instanceof JsonLogicalTypeAnnotation
                        ? Optional.of(ofBytes(ValueType::text))
                        : Optional.empty();
            case FIXED_LEN_BYTE_ARRAY -> fixed(meaning);
        };
    }

    private static boolean isBytes(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> true;
            case BOOLEAN, INT32, INT64, FLOAT, DOUBLE -> false;
        };
    }

    private static LongFunction<JsonNode> integers(LogicalTypeAnnotation meaning, PrimitiveType type) {
        if (meaning instanceof DateLogicalTypeAnnotation) {
            return days -> TextNode.valueOf(LocalDate.ofEpochDay(days).toString());
        } else if (meaning instanceof TimeLogicalTypeAnnotation time) {
            return count -> TextNode.valueOf(
                    DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.ofNanoOfDay(count * nanos(time.getUnit()))));
        } else if (meaning instanceof TimestampLogicalTypeAnnotation time) {
            return count -> timestamp(instant(count, time.getUnit()), time.isAdjustedToUTC());
        } else if (meaning instanceof IntLogicalTypeAnnotation integer && !integer.isSigned()) {
            return type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.INT32
                    ? value -> LongNode.valueOf(value & 0xffff_ffffL)
                    : value -> BigIntegerNode.valueOf(new BigInteger(Long.toUnsignedString(value)));
        }
        return LongNode::valueOf;
    }

    private static Optional<ValueType> fixed(LogicalTypeAnnotation meaning) {
        if (meaning instanceof UUIDLogicalTypeAnnotation) {
            return Optional.of(ofBytes(bytes -> {
                ByteBuffer halves = bytes.toByteBuffer();
                return TextNode.valueOf(new UUID(halves.getLong(), halves.getLong()).toString());
            }));
        }
        return meaning instanceof Float16LogicalTypeAnnotation
                ? Optional.of(ofBytes(bytes -> FloatNode.valueOf(half(bytes))))
                : Optional.empty();
    }

    /** Returns a number of half precision (IEEE 754 binary16), whose lower byte comes first. */
    private static float half(Binary bytes) {
        int bits = bytes.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getShort() & 0xffff;
        int exponent = bits >> 10 & 0x1f;
        int digits = bits & 0x3ff;
        float size =
                switch (exponent) {
                    case 0 -> Math.scalb((float) digits, -24);
                    case 0x1f -> digits == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
                    default -> Math.scalb((float) (digits + 0x400), exponent - 25);
                };
        return (bits & 0x8000) == 0 ? size : -size;
    }

    /** A database writes integers that may be long as decimals without digits after the point. */
    private static JsonNode decimal(BigInteger digits, int scale) {
        return scale == 0 ? BigIntegerNode.valueOf(digits) : DecimalNode.valueOf(new BigDecimal(digits, scale));
    }

    private static JsonNode text(Binary bytes) {
        String text = bytes.toStringUsingUTF8();
        // The library puts U+FFFD in the place of bytes that are not UTF-8.
        if (text.indexOf('\uFFFD') >= 0 && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes.getBytes())) {
            throw new IllegalArgumentException(
                    "holds bytes that are not UTF-8, although it is a column of strings. Write it again from its source");
        }
        return TextNode.valueOf(text);
    }

    private static long nanos(TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> 1_000_000;
            case MICROS -> 1_000;
            case NANOS -> 1;
        };
    }

    private static Instant instant(long count, TimeUnit unit) {
        long perSecond = 1_000_000_000L / nanos(unit);
        return Instant.ofEpochSecond(Math.floorDiv(count, perSecond), Math.floorMod(count, perSecond) * nanos(unit));
    }

    /** The time stamps of Hive, Impala and Spark: nanoseconds of the day, and the day, both from the lowest byte up. */
    private static JsonNode int96(Binary bytes) {
        ByteBuffer parts = bytes.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long nanos = parts.getLong();
        long day = parts.getInt() - EPOCH_IN_JULIAN_DAYS;
        return timestamp(Instant.ofEpochSecond(day * 86_400, nanos), true);
    }

    private static JsonNode timestamp(Instant time, boolean utc) {
        LocalDateTime shown = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        return TextNode.valueOf(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(shown) + (utc ? "Z" : ""));
    }
}
