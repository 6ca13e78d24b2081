package io.winnow.trainer.export.script;

import ai.djl.ndarray.types.DataType;
import java.util.Map;

/** The numbers of data types in TorchScript: those of PyTorch's enum ScalarType (c10/core/ScalarType.h). */
public final class ScalarType {
    private static final Map<DataType, Long> NUMBERS = Map.of(
            DataType.UINT8, 0L,
            DataType.INT8, 1L,
            DataType.INT32, 3L,
            DataType.INT64, 4L,
            DataType.FLOAT16, 5L,
            DataType.FLOAT32, 6L,
            DataType.FLOAT64, 7L,
            DataType.BOOLEAN, 11L);

    private ScalarType() {}

    /** Returns the number of a type. */
    public static long number(DataType type) {
        return NUMBERS.get(type);
    }

    /**
     * Returns the type with a number.
     *
     * @throws IllegalArgumentException if no array can have this type
     */
    public static DataType of(long number) {
        return NUMBERS.entrySet().stream()
                .filter(entry -> entry.getValue() == number)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "arrays of PyTorch's data type number " + number + " are not supported"));
    }
}
