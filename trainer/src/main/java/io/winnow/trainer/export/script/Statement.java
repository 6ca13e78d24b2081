package io.winnow.trainer.export.script;

import java.util.List;

/** A statement of a TorchScript function. */
public sealed interface Statement {
    /**
     * An assignment, or a call whose result is not used.
     *
     * @param targets the variables that are assigned: several for {@code a, b = f(x)}, none for a call alone
     */
    record Assign(List<String> targets, Expression value) implements Statement {}

    record Return(Expression value) implements Statement {}

    /**
     * A choice.
     *
     * @param line line of the condition in its file
     */
    record If(Expression condition, List<Statement> then, List<Statement> otherwise, int line) implements Statement {}

    /**
     * A loop over the elements of a list.
     *
     * @param line line of the list in its file
     */
    record For(String variable, Expression list, List<Statement> body, int line) implements Statement {}
}
