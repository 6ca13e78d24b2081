package io.winnow.trainer.export.graph;

import ai.djl.ndarray.NDList;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;

/** The invocation handler of the proxy for the NDArrayEx of a recorded array. */
final class OperatorsHandler implements InvocationHandler {
    private final ArrayHandler owner;

    OperatorsHandler(ArrayHandler owner) {
        this.owner = owner;
    }

    @Override
    public Object invoke(Object self, Method method, Object[] given) throws Throwable {
        Object[] arguments = given == null ? new Object[0] : given;
        String called = method.getName();
        switch (called) {
            case "equals" -> {
                return self == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(self);
            }
            case "toString" -> {
                return "operators of " + owner.proxy();
            }
            case "getArray" -> {
                return owner.proxy();
            }
            case "dropout" -> {
                if (Boolean.FALSE.equals(arguments[2])) {
                    return new NDList(owner.proxy());
                }
            }
            default -> {
                // All other methods are handled below.
            }
        }
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(self, method, arguments);
        }
        boolean recordable = called.equals("dropout") && owner.recording().isTraining();
        if (called.startsWith("random") || (called.equals("dropout") && !recordable)) {
            throw new TraceException("NDArrayEx." + called
                    + " draws random numbers, which cannot be recorded in a graph (" + Recording.origin() + ").");
        }
        return owner.record(
                Operator.method(called), owner.proxy(), owner.array().getNDArrayInternal(), method, arguments);
    }
}
