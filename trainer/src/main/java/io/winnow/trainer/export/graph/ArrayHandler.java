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

/** An NDArray that records what is done with it. */
final class ArrayHandler implements InvocationHandler {
    /** What is known of an array without its elements. */
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

    /** What becomes of the array's memory and gradient is no part of the graph. */
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

    /** The engine's array. */
    NDArray array() {
        return array;
    }

    boolean isConstant() {
        return constant;
    }

    /** Of the value; null for a constant that no node needed yet. */
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
                        + " changes arrays in place, which a graph cannot say (" + Recording.origin() + ").");
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
                // below
            }
        }
        if (FACTS.contains(called)) {
            return method.invoke(array, arguments);
        }
        if (IGNORED.contains(called)) {
            return null;
        }
        if (READS.contains(called) || called.matches("to\\w+Array")) {
            throw new TraceException("A graph cannot depend on the elements of an array, which NDArray." + called
                    + " reads (" + Recording.origin() + ").");
        }
        if (WRITES.contains(called) || (called.endsWith("i") && hasOutOfPlaceForm(called))) {
            throw new TraceException("NDArray." + called + " changes an array in place, which a graph cannot say ("
                    + Recording.origin() + ").");
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

    /** Records a method of {@code target} with the array itself as first argument. */
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
        throw new TraceException("NDArray." + operator.name() + " gives no array, so a graph cannot say it ("
                + Recording.origin() + ").");
    }
}
