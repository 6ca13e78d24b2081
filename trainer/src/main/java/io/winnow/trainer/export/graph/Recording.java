package io.winnow.trainer.export.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.winnow.models.torch.ScriptFacade;
import io.winnow.models.torch.TracedArray;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Records one pass. Each array of the pass is a proxy for an array of the engine. Every operation is also computed on the engine's arrays,
 * so that the shapes of all results are known. Results that depend on no input and no parameter become constants, unless the graph is for
 * training.
 */
final class Recording {
    /** Classes whose stack frames may lie between that of a block and that of this class. */
    private static final Set<Class<?>> MACHINERY = Set.of(
            Recording.class,
            ArrayHandler.class,
            OperatorsHandler.class,
            ManagerHandler.class,
            Indexing.class,
            Tracer.class);

    private static final ClassLoader LOADER = Recording.class.getClassLoader();

    private final NDManager scope;
    private final boolean training;
    private final NDManager manager;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, ArrayHandler> handlers = new LinkedHashMap<>();
    private final List<ArrayHandler> constants = new ArrayList<>();
    private int count;

    /**
     * @param scope manager of the arrays that are computed
     * @param training whether the graph is for training. If it is, results do not become constants, because they may be random
     */
    Recording(NDManager scope, boolean training) {
        this.scope = scope;
        this.training = training;
        manager = (NDManager)
                Proxy.newProxyInstance(LOADER, new Class<?>[] {NDManager.class}, new ManagerHandler(this, scope));
    }

    boolean isTraining() {
        return training;
    }

    /** Returns the manager whose arrays are constants of the graph. */
    NDManager manager() {
        return manager;
    }

    List<Node> nodes() {
        return nodes;
    }

    Map<String, Tensor> tensors() {
        return tensors;
    }

    /** Returns a proxy for an array that is an input or a tensor of the graph. */
    NDArray leaf(String name, NDArray array) {
        return wrap(array, name, false);
    }

    NDArray tensor(Tensor tensor) {
        ArrayHandler known = handlers.get(tensor.name());
        if (known == null) {
            tensors.put(tensor.name(), tensor);
            known = handlerOf(leaf(tensor.name(), tensor.array()));
            handlers.put(tensor.name(), known);
        }
        return known.proxy();
    }

    /** Returns a proxy for a constant array. It becomes a tensor of the graph when a node first uses it. */
    NDArray constant(NDArray array) {
        array.attach(scope);
        return wrap(array, null, true);
    }

    private NDArray wrap(NDArray array, String name, boolean constant) {
        ArrayHandler handler = new ArrayHandler(this, array, name, constant);
        NDArray proxy =
                (NDArray) Proxy.newProxyInstance(LOADER, new Class<?>[] {NDArray.class, TracedArray.class}, handler);
        NDArrayEx operators = (NDArrayEx)
                Proxy.newProxyInstance(LOADER, new Class<?>[] {NDArrayEx.class}, new OperatorsHandler(handler));
        handler.setProxies(proxy, operators);
        return proxy;
    }

    static ArrayHandler handlerOf(Object array) {
        return Proxy.isProxyClass(array.getClass()) && Proxy.getInvocationHandler(array) instanceof ArrayHandler handler
                ? handler
                : null;
    }

    /** Replaces the proxies in an argument by the engine's arrays. */
    static Object concrete(Object argument) {
        if (argument instanceof NDList list) {
            NDList arrays = new NDList();
            list.forEach(array -> arrays.add((NDArray) concrete(array)));
            return arrays;
        }
        if (argument instanceof NDArray array) {
            ArrayHandler handler = handlerOf(array);
            return handler == null ? array : handler.array();
        }
        return argument;
    }

    static Object[] concrete(Object[] arguments) {
        return Arrays.stream(arguments).map(Recording::concrete).toArray();
    }

    /** Records a call that returns one array. */
    NDArray one(Operator operator, Object[] arguments, Supplier<NDArray> compute) {
        return many(operator, arguments, () -> new NDList(compute.get())).get(0);
    }

    /** Records a call that returns a list of arrays. */
    NDList many(Operator operator, Object[] arguments, Supplier<NDList> compute) {
        NDList results = compute.get();
        results.forEach(result -> result.attach(scope));
        NDList wrapped = new NDList();
        ArrayHandler same = results.size() == 1 ? argumentOf(results.get(0), arguments) : null;
        if (same != null) {
            return new NDList(same.proxy());
        }
        if (!training && isConstant(arguments)) {
            results.forEach(result -> wrapped.add(wrap(result, null, true)));
            return wrapped;
        }
        List<Value> outputs = new ArrayList<>();
        for (NDArray result : results) {
            String name = "_" + count++;
            outputs.add(new Value(name, result.getDataType(), result.getShape()));
            wrapped.add(wrap(result, name, false));
        }
        List<Object> plain = new ArrayList<>();
        Arrays.stream(arguments).map(this::plain).forEach(plain::add);
        nodes.add(new Node(operator, plain, outputs, origin()));
        return wrapped;
    }

    /** Returns the argument that an operator has returned unchanged, or null if the result is a new array. */
    private static ArrayHandler argumentOf(NDArray result, Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof NDArray array && concrete(array) == result) {
                return handlerOf(array);
            }
        }
        return null;
    }

    private static boolean isConstant(Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof NDList list && !isConstant(list.toArray())) {
                return false;
            }
            if (argument instanceof NDArray array
                    && handlerOf(array) != null
                    && !handlerOf(array).isConstant()) {
                return false;
            }
        }
        return true;
    }

    private Object plain(Object argument) {
        if (argument instanceof NDArray array) {
            return value(array);
        } else if (argument instanceof NDList list) {
            return list.stream().map(this::value).toList();
        } else if (argument instanceof Shape shape) {
            return integers(Arrays.stream(shape.getShape()));
        } else if (argument instanceof long[] integers) {
            return integers(Arrays.stream(integers));
        } else if (argument instanceof int[] integers) {
            return integers(Arrays.stream(integers).asLongStream());
        } else if (argument instanceof Integer || argument instanceof Long || argument instanceof Short) {
            return ((Number) argument).longValue();
        } else if (argument instanceof Float || argument instanceof Double) {
            return ((Number) argument).doubleValue();
        } else if (argument == null || argument instanceof Boolean || argument instanceof DataType) {
            return argument;
        }
        return argument.toString();
    }

    private static List<Long> integers(LongStream integers) {
        return integers.boxed().toList();
    }

    /** Returns the value of an array. A constant becomes a tensor of the graph; constants with equal content share one tensor. */
    Value value(NDArray array) {
        ArrayHandler handler = handlerOf(array);
        if (handler == null) {
            handler = new ArrayHandler(this, array, null, true);
        }
        if (handler.name() == null) {
            NDArray content = handler.array();
            for (ArrayHandler known : constants) {
                if (known.array().getDataType() == content.getDataType()
                        && known.array().getShape().equals(content.getShape())
                        && known.array().contentEquals(content)) {
                    handler.setName(known.name());
                    return new Value(known.name(), content.getDataType(), content.getShape());
                }
            }
            handler.setName("constants.c" + constants.size());
            constants.add(handler);
            tensors.put(handler.name(), new Tensor(handler.name(), content, false));
        }
        return new Value(
                handler.name(), handler.array().getDataType(), handler.array().getShape());
    }

    /** Returns the block that called the current operator, with the file and line of the call. */
    static String origin() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> {
                    String line = null;
                    for (StackWalker.StackFrame frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
                        Class<?> type = frame.getDeclaringClass();
                        if (isMachinery(type)) {
                            continue;
                        }
                        if (line == null) {
                            line = frame.getFileName() + ":" + frame.getLineNumber();
                        }
                        if (Block.class.isAssignableFrom(type)) {
                            return type.getSimpleName() + ", " + line;
                        }
                    }
                    return line == null ? "unknown" : line;
                });
    }

    private static boolean isMachinery(Class<?> type) {
        String name = type.getName();
        return Proxy.isProxyClass(type)
                || MACHINERY.contains(type)
                || type.isAnnotationPresent(ScriptFacade.class)
                || name.startsWith("java.")
                || name.startsWith("jdk.")
                || name.startsWith("io.winnow.models.torch.")
                || name.startsWith("ai.djl.ndarray.");
    }
}
