package io.winnow.trainer.export.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.internal.NDArrayEx;
import io.winnow.models.torch.TorchFunctions;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;

/** The invocation handler of a proxy for an NDArray. It records the methods that are called on the array. */
final class ArrayHandler implements InvocationHandler {
    /** Methods whose results do not depend on the elements of the array. */
    private static final Set<String> FACTS = Set.of(
            "getShape",
            "getDataType",
            "getDevice",
            "getUid",
            "getName",
            "getSparseFormat",
            "isSparse",
            "hasGradient",
            "isReleased");

    /** Methods that concern the memory or the gradient of the array, which are not part of a graph. */
    private static final Set<String> IGNORED =
            Set.of("close", "attach", "returnResource", "tempAttach", "detach", "setName", "setRequiresGradient");

    private static final Set<String> READS = Set.of(
            "toByteBuffer",
            "toStringArray",
            "toArray",
            "encode",
            "contentEquals",
            "allClose",
            "shapeEquals",
            "toDebugString",
            "getGradient",
            "getLong",
            "getDouble",
            "getFloat",
            "getInt",
            "getByte",
            "getUint8",
            "getBoolean",
            "nonzero",
            "booleanMask",
            "unique");

    private static final Set<String> WRITES = Set.of("set", "setScalar", "copyTo", "intern");

    private final Recording recording;
    private final NDArray array;
    private final boolean constant;
    private String name;
    private NDArray proxy;
    private NDArrayEx operators;

    ArrayHandler(Recording recording, NDArray array, String name, boolean constant) {
        this.recording = recording;
        this.array = array;
        this.name = name;
        this.constant = constant;
    }

    Recording recording() {
        return recording;
    }

    void setProxies(NDArray proxy, NDArrayEx operators) {
        this.proxy = proxy;
        this.operators = operators;
    }

    NDArray proxy() {
        return proxy;
    }

    /** The array of the engine, which holds the actual values. */
    NDArray array() {
        return array;
    }

    boolean isConstant() {
        return constant;
    }

    /** Name of the value in the graph; null for a constant that no node has used yet. */
    String name() {
        return name;
    }

    void setName(String name) {
        this.name = name;
    }

    @Override
    public Object invoke(Object self, Method method, Object[] given) throws Throwable {
        Object[] arguments = given == null ? new Object[0] : given;
        String called = method.getName();
        switch (called) {
            case "traceCall" -> {
                TorchFunctions functions = (TorchFunctions) arguments[0];
                String function = (String) arguments[1];
                Object[] passed = (Object[]) arguments[2];
                return recording.one(
                        Operator.function(functions, function),
                        passed,
                        () -> functions.call(function, Recording.concrete(passed)));
            }
            case "traceCallList" -> {
                TorchFunctions functions = (TorchFunctions) arguments[0];
                String function = (String) arguments[1];
                Object[] passed = (Object[]) arguments[2];
                return recording.many(
                        Operator.function(functions, function),
                        passed,
                        () -> functions.callList(function, Recording.concrete(passed)));
            }
            case "traceInvoke" ->
                throw new TraceException(((TorchFunctions) arguments[0]).name() + ":" + arguments[1]
                        + " changes arrays in place, which cannot be recorded in a graph (" + Recording.origin()
                        + "). Use a function that returns a new array.");
            case "equals" -> {
                return self == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(self);
            }
            case "toString" -> {
                return "traced " + (name == null ? "constant" : name) + array.getShape();
            }
            case "getManager" -> {
                return recording.manager();
            }
            case "getNDArrayInternal" -> {
                return operators;
            }
            case "stopGradient" -> {
                if (!recording.isTraining()) {
                    return self;
                }
            }
            default -> {
                // All other methods are handled below.
            }
        }
        if (FACTS.contains(called)) {
            return method.invoke(array, arguments);
        }
        if (IGNORED.contains(called)) {
            return null;
        }
        if (READS.contains(called) || called.matches("to\\w+Array")) {
            throw new TraceException(
                    "NDArray." + called + " reads the elements of an array, which cannot be recorded in" + " a graph ("
                            + Recording.origin() + "). Compute with array operators instead.");
        }
        if (WRITES.contains(called) || (called.endsWith("i") && hasOutOfPlaceForm(called))) {
            throw new TraceException("NDArray." + called + " changes an array in place, which cannot be recorded in a"
                    + " graph (" + Recording.origin() + "). Use a method that returns a new array.");
        }
        if (called.equals("get") && arguments.length == 2 && arguments[1] instanceof NDIndex index) {
            return Indexing.record(recording, proxy, index);
        }
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(self, method, arguments);
        }
        return record(Operator.method(called), self, array, method, arguments);
    }

    private static boolean hasOutOfPlaceForm(String called) {
        String plain = called.substring(0, called.length() - 1);
        return Arrays.stream(NDArray.class.getMethods())
                .anyMatch(method -> method.getName().equals(plain));
    }

    /** Calls a method of {@code target} and records it as an operator whose first argument is the array itself. */
    Object record(Operator operator, Object self, Object target, Method method, Object[] arguments) throws Throwable {
        Object[] all = new Object[arguments.length + 1];
        all[0] = proxy == null ? self : proxy;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Object result;
        try {
            result = method.invoke(target, Recording.concrete(arguments));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (result instanceof NDArray one) {
            return recording.one(operator, all, () -> one);
        }
        if (result instanceof NDList many) {
            return recording.many(operator, all, () -> many);
        }
        throw new TraceException("NDArray." + operator.name() + " does not return an array, so it cannot be recorded in"
                + " a graph (" + Recording.origin() + ").");
    }
}
