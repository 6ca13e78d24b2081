package io.winnow.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Turns the values of a column into JSON values. Those of a dictionary are turned once. */
final class ValueConverter extends PrimitiveConverter {
    private final String column;
    private final LongFunction<JsonNode> ofInteger;
    private final ValueType type;
    private final Consumer<JsonNode> target;
    private Dictionary dictionary;
    private JsonNode[] decoded = {};

    /**
     * Creates a converter.
     *
     * @param column column as users name it
     * @param target takes each value, of which null is the JSON value
     */
    ValueConverter(String column, ValueType type, ClassNames classes, Consumer<JsonNode> target) {
        this.column = column;
        this.type = type;
        this.target = target;
        ofInteger = classes.of(column).orElse(type.ofInteger());
    }

    @Override
    public boolean hasDictionarySupport() {
        return type.isBytes();
    }

    @Override
    public void setDictionary(Dictionary dictionary) {
        this.dictionary = dictionary;
        decoded = new JsonNode[dictionary.getMaxId() + 1];
    }

    @Override
    public void addValueFromDictionary(int id) {
        if (decoded[id] == null) {
            decoded[id] = value(dictionary.decodeToBinary(id));
        }
        target.accept(decoded[id]);
    }

    @Override
    public void addBinary(Binary value) {
        target.accept(value(value));
    }

    @Override
    public void addInt(int value) {
        addLong(value);
    }

    @Override
    public void addLong(long value) {
        try {
            target.accept(ofInteger.apply(value));
        } catch (IllegalArgumentException e) {
            throw new UnreadableColumnException(column, e.getMessage());
        }
    }

    @Override
    public void addFloat(float value) {
        target.accept(FloatNode.valueOf(value));
    }

    @Override
    public void addDouble(double value) {
        target.accept(DoubleNode.valueOf(value));
    }

    @Override
    public void addBoolean(boolean value) {
        target.accept(BooleanNode.valueOf(value));
    }

    private JsonNode value(Binary bytes) {
        try {
            return type.ofBytes().apply(bytes);
        } catch (IllegalArgumentException e) {
            throw new UnreadableColumnException(column, e.getMessage());
        }
    }
}
