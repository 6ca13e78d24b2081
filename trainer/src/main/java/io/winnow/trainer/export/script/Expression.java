package io.winnow.trainer.export.script;

import java.util.List;
import java.util.Map;

/** An expression of a TorchScript function. */
public sealed interface Expression {
    /**
     * A constant.
     *
     * @param value a Long, a Double, a Boolean, a String, or null for {@code None}
     */
    record Literal(Object value) implements Expression {}

    /** A variable. */
    record Name(String name) implements Expression {}

    /** A list {@code [a, b]} or a tuple {@code (a, b)}. */
    record Several(List<Expression> elements) implements Expression {}

    /**
     * A call.
     *
     * @param function name of what is called, such as {@code torch.add}, {@code self.unit_rows}, {@code ops.prim.dtype} or {@code range}
     * @param named the arguments that are given by keyword
     * @param line line of the call in its file
     */
    record Call(String function, List<Expression> arguments, Map<String, Expression> named, int line)
            implements Expression {}
}
