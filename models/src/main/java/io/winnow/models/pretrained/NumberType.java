package io.winnow.models.pretrained;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.Optional;

/**
 * The type of the numbers of a published array. The constants have the names of the safetensors format.
 *
 * <p>DJL cannot compute with all of them. An array of such a type is read as the next wider type, which holds every value exactly: the
 * small floating-point types as float32, 16-bit integers as int32, and unsigned 32- and 64-bit integers as int64.
 */
public enum NumberType {
    F64(8, DataType.FLOAT64, "Double"),
    F32(4, DataType.FLOAT32, "Float"),
    F16(2, DataType.FLOAT16, "Half"),
    /** The upper half of a float32. */
    BF16(2, DataType.FLOAT32, "BFloat16"),
    /** 4 bits of exponent and 3 of fraction, without infinities ("fn" in PyTorch's name of the type). */
    F8_E4M3(1, DataType.FLOAT32, ""),
    /** The upper half of a float16. */
    F8_E5M2(1, DataType.FLOAT32, ""),
    I64(8, DataType.INT64, "Long"),
    I32(4, DataType.INT32, "Int"),
    I16(2, DataType.INT32, "Short"),
    I8(1, DataType.INT8, "Char"),
    /** Read as int64; a number above 2^63 - 1 is an error. */
    U64(8, DataType.INT64, ""),
    U32(4, DataType.INT64, ""),
    U16(2, DataType.INT32, ""),
    U8(1, DataType.UINT8, "Byte"),
    BOOL(1, DataType.BOOLEAN, "Bool");

    private final int bytes;
    private final DataType exact;
    private final String storage;

    NumberType(int bytes, DataType exact, String storage) {
        this.bytes = bytes;
        this.exact = exact;
        this.storage = storage;
    }

    /** The size of a number in the file. */
    public int bytes() {
        return bytes;
    }

    /** The narrowest type of DJL that holds every value of this type. */
    public DataType exact() {
        return exact;
    }

    /** The type that models use: float32 for all floating-point types, and {@link #exact()} for the others. */
    public DataType forModels() {
        return exact.isFloating() ? DataType.FLOAT32 : exact;
    }

    /** The type in which a file stores the elements of an array of DJL's type without conversion; signed if there are two. */
    static Optional<NumberType> of(DataType type) {
        return Arrays.stream(values())
                .filter(candidate -> candidate.exact == type && candidate.bytes == type.getNumOfBytes())
                .findFirst();
    }

    /** The type of a class of PyTorch's storages, such as {@code FloatStorage}. */
    static Optional<NumberType> ofStorage(String className) {
        return Arrays.stream(values())
                .filter(candidate -> !candidate.storage.isEmpty() && className.equals(candidate.storage + "Storage"))
                .findFirst();
    }
}
