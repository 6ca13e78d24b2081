package io.winnow.trainer.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.winnow.trainer.runtime.Tensor;
import io.winnow.trainer.runtime.TensorSpec;
import io.winnow.trainer.runtime.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/** Reads the elements of a tensor, each of which must be of its type and in its place. */
final class ElementReader {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final TensorSpec spec;
    private final long[] shape;

    /** Number of elements that the shape needs; a product of wrong lengths must not overflow. */
    private final double needed;

    private long found;
    private boolean misplaced;

    ElementReader(TensorSpec spec, long[] shape) {
        this.spec = spec;
        this.shape = shape;
        needed = Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
    }

    /** Reads elements in JSON, flat or nested as the shape is. {@code json} begins with them, and may go on. */
    ByteBuffer json(ByteBuffer json) throws IOException {
        boolean possible = json != null && needed <= json.remaining(); // each element takes a byte or more
        ByteBuffer data =
                Tensor.allocate(possible ? ((long) needed) * spec.type().bytes() : 0);
        if (json != null) {
            try (JsonParser parser =
                    FACTORY.createParser(json.array(), json.arrayOffset() + json.position(), json.remaining())) {
                read(parser, data);
            }
        }
        requireCount();
        if (misplaced) {
            throw new BadRequestException("The data of the input '" + spec.name()
                    + "' are nested in another way than its shape " + Arrays.toString(shape)
                    + " says. Nest them alike, or send them flat in row-major order.");
        }
        return data.flip();
    }

    private void read(JsonParser parser, ByteBuffer data) throws IOException {
        int most = shape.length + 1;
        long[] lengths = new long[most + 1]; // of the open lists, from the outermost on
        int depth = 0;
        int inner = -1; // how deep the elements are
        do {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_ARRAY) {
                lengths[Math.min(depth, most)]++;
                depth++;
                lengths[Math.min(depth, most)] = 0;
            } else if (token == JsonToken.END_ARRAY) {
                misplaced |= lengths[Math.min(depth, most)] == 0 // a list among flat elements is not counted otherwise
                        || (inner > 1 && (depth > shape.length || lengths[depth] != shape[depth - 1]));
                depth--;
            } else {
                lengths[Math.min(depth, most)]++;
                inner = inner < 0 ? depth : inner;
                misplaced |= depth != inner || (depth > 1 && depth != shape.length);
                if (found++ < needed && data.hasRemaining()) {
                    put(parser, token, data);
                }
            }
        } while (depth > 0);
    }

    private void put(JsonParser parser, JsonToken token, ByteBuffer data) throws IOException {
        TensorType type = spec.type();
        if (type == TensorType.FP32 && token.isNumeric()) {
            float value = parser.getFloatValue();
            if (Float.isFinite(value)) {
                data.putFloat(value);
                return;
            }
        } else if (token == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && type.holds(parser.getLongValue())) {
            type.put(parser.getLongValue(), data);
            return;
        } else if (type == TensorType.BOOL && token.isBoolean()) {
            type.put(token == JsonToken.VALUE_TRUE ? 1 : 0, data);
            return;
        }
        String shown = token == JsonToken.VALUE_STRING ? '"' + parser.getText() + '"' : parser.getText();
        throw notOfType(shown);
    }

    /** Checks elements that are sent as bytes, and returns them. */
    ByteBuffer bytes(ByteBuffer bytes) {
        TensorType type = spec.type();
        if (bytes.remaining() != needed * type.bytes()) {
            throw new BadRequestException(String.format(
                    Locale.ROOT,
                    "The input '%s' has the shape %s, which needs %.0f bytes, but its binary_data_size is %d.",
                    spec.name(),
                    Arrays.toString(shape),
                    needed * type.bytes(),
                    bytes.remaining()));
        }
        ByteBuffer data =
                Tensor.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
        if (type == TensorType.FP32) {
            for (int i = 0; i < data.limit(); i += Float.BYTES) {
                if (!Float.isFinite(data.getFloat(i))) {
                    throw notOfType(Float.toString(data.getFloat(i)));
                }
            }
        } else if (type == TensorType.BOOL) {
            for (int i = 0; i < data.limit(); i++) {
                if (!type.holds(data.get(i))) {
                    throw notOfType(Byte.toString(data.get(i)));
                }
            }
        }
        return data;
    }

    private void requireCount() {
        if (found != needed) {
            throw new BadRequestException(String.format(
                    Locale.ROOT,
                    "The input '%s' has the shape %s, which needs %.0f elements, but its data have %d.",
                    spec.name(),
                    Arrays.toString(shape),
                    needed,
                    found));
        }
    }

    private BadRequestException notOfType(String element) {
        return new BadRequestException("The input '" + spec.name() + "' has the element " + element
                + ", which is not of the type " + spec.type() + ".");
    }
}
