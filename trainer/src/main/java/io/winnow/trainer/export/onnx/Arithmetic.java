package io.winnow.trainer.export.onnx;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;

/** Combines arrays, lengths and numbers element by element, with the types and the broadcasting of PyTorch. */
final class Arithmetic {
    /** Data types, each of which can represent the ones before it in arithmetic with mixed types. */
    private static final List<DataType> WIDER = List.of(
            DataType.BOOLEAN,
            DataType.UINT8,
            DataType.INT8,
            DataType.INT32,
            DataType.INT64,
            DataType.FLOAT16,
            DataType.FLOAT32,
            DataType.FLOAT64);

    private Arithmetic() {}

    /** Returns an operand as an array of real numbers. */
    static OnnxArray real(OnnxGraph g, Object x) {
        DataType type = type(x);
        return operand(g, x, type.isFloating() ? type : DataType.FLOAT32);
    }

    /** Returns a where the condition holds, and b elsewhere. */
    static OnnxArray where(OnnxGraph g, OnnxArray condition, Object a, Object b, DataType type) {
        OnnxArray x = operand(g, a, type);
        OnnxArray y = operand(g, b, type);
        List<Dimension> shape = broadcast(condition.shape(), broadcast(x.shape(), y.shape()));
        return g.op("Where", List.of(condition, x, y), type, shape);
    }

    /** Applies an operator whose results are BOOLEAN. */
    static OnnxArray compared(OnnxGraph g, String operator, Object a, Object b) {
        return compute(g, operator, a, b, type(a, b), DataType.BOOLEAN);
    }

    /** Applies an arithmetic operator to arrays, lengths and numbers. */
    static OnnxArray binary(OnnxGraph g, String operator, Object a, Object b) {
        DataType common = type(a, b);
        DataType type = operator.equals("Div") && !common.isFloating() ? DataType.FLOAT32 : common;
        boolean scales = operator.equals("Mul") || operator.equals("Div");
        return scales && b instanceof Number factor && factor.doubleValue() == 1
                ? operand(g, a, type)
                : compute(g, operator, a, b, type, type);
    }

    /** Applies an operator to operands of the given type. */
    static OnnxArray compute(OnnxGraph g, String operator, Object a, Object b, DataType type, DataType resultType) {
        OnnxArray x = operand(g, a, type);
        OnnxArray y = operand(g, b, type);
        return g.op(operator, List.of(x, y), resultType, broadcast(x.shape(), y.shape()));
    }

    /** Returns an operand as an array of the given type. */
    static OnnxArray operand(OnnxGraph g, Object operand, DataType type) {
        if (operand instanceof Number number) {
            return g.number(number.doubleValue(), type);
        } else if (operand instanceof Dimension length) {
            return g.cast(g.length(length), type);
        } else if (operand instanceof OnnxArray array) {
            return g.cast(array, type);
        }
        throw new IllegalArgumentException("an operand must be an array or a number, found " + operand);
    }

    /** Returns the type in which PyTorch combines operands: the widest of the arrays', unless a number is of a wider kind. */
    static DataType type(Object... operands) {
        DataType widest = DataType.BOOLEAN;
        boolean isReal = false;
        boolean isInteger = false;
        for (Object operand : operands) {
            isReal |= operand instanceof Double;
            isInteger |= operand instanceof Long;
            DataType type = operand instanceof OnnxArray array
                    ? array.type()
                    : operand instanceof Dimension ? DataType.INT64 : DataType.BOOLEAN;
            widest = WIDER.indexOf(type) > WIDER.indexOf(widest) ? type : widest;
        }
        if (isReal && !widest.isFloating()) {
            return DataType.FLOAT32;
        }
        return isInteger && widest == DataType.BOOLEAN ? DataType.INT64 : widest;
    }

    /** Returns the shape of a result of broadcasting, in which lengths that are not known are null. */
    static List<Dimension> broadcast(List<Dimension> a, List<Dimension> b) {
        List<Dimension> shape = new ArrayList<>();
        int rank = Math.max(a.size(), b.size());
        for (int d = 0; d < rank; d++) {
            Dimension x = d < rank - a.size() ? Dimension.of(1) : a.get(d - rank + a.size());
            Dimension y = d < rank - b.size() ? Dimension.of(1) : b.get(d - rank + b.size());
            if (x == null || y == null) {
                shape.add(null);
            } else if (x.equals(y) || y.is(1)) {
                shape.add(x);
            } else if (x.is(1) || y.isFixed()) {
                shape.add(y);
            } else {
                shape.add(x.isFixed() ? x : null);
            }
        }
        return shape;
    }
}
