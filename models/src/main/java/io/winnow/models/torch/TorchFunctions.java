package io.winnow.models.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtEngine;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A set of functions written in TorchScript. They make every ATen operator available, and run a chain of operators in a single native
 * call. A call is differentiable if the calling thread records gradients (see {@link Autograd}); otherwise nothing is recorded.
 *
 * <p>Each set is a resource file of plain typed functions, which is compiled once and kept for the life of the process, like code. Several
 * threads may call functions of the same set. Java calls the functions of resources by their generated {@link ScriptFacade}, which checks
 * names and arguments when it is compiled; only functions that are compiled at run time are called by name.
 */
public final class TorchFunctions {
    /**
     * Turns off PyTorch's optimizing graph executor for the current thread (the setting is thread-local in PyTorch). It gained nothing in
     * trials, and the only native crash that was seen came from it.
     */
    private static final ThreadLocal<Boolean> PLAIN_EXECUTOR = ThreadLocal.withInitial(() -> {
        JniUtils.setGraphExecutorOptimize(false);
        return true;
    });

    /** Starts PyTorch when it is first needed. */
    private static final class Started {
        static final PtNDManager ROOT = start();

        private static PtNDManager start() {
            NDManager manager = Engine.getEngine(PtEngine.ENGINE_NAME).newBaseManager(Device.cpu());
            NativeLog.readLevelFromEnvironment();
            return (PtNDManager) manager.getParentManager();
        }
    }

    private static final Pattern DEFINITION = Pattern.compile("(?m)^def (\\w+)\\(");

    private final PtSymbolBlock module;
    private final String name;
    private final String source;

    private TorchFunctions(PtSymbolBlock module, String name, String source) {
        this.module = module;
        this.name = name;
        this.source = source;
    }

    /** Loads the functions of a resource in the same package as {@code owner}. */
    public static TorchFunctions load(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException(
                        "There is no resource " + resource + " beside class " + owner.getName() + ".");
            }
            return compile(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Reading the resource " + resource + " failed.", e);
        }
    }

    /**
     * Compiles functions from their source.
     *
     * @param name name of this set in error messages
     * @param source functions {@code def f(x: Tensor) -> Tensor:}, without indentation
     * @throws IllegalArgumentException if the source does not compile
     */
    public static TorchFunctions compile(String name, String source) {
        try {
            return new TorchFunctions(
                    JniUtils.loadModule(Started.ROOT, new ByteArrayInputStream(TorchArchive.of(source)), false, false),
                    name,
                    source);
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    "The TorchScript source " + name + " does not compile: " + e.getMessage(), e);
        }
    }

    /** The name of the resource, or the name that was given to {@link #compile}. */
    public String name() {
        return name;
    }

    /** The source of the functions, as it was given. */
    public String source() {
        return source;
    }

    /** The names of the functions, in the order of the source. */
    public List<String> names() {
        return DEFINITION.matcher(source).results().map(each -> each.group(1)).toList();
    }

    /**
     * Runs a function that returns one tensor.
     *
     * @param function name of the function
     * @param arguments the function's arguments in order: NDArray (Tensor), NDList (List[Tensor]), long[] (List[int]), Integer or Long
     *     (int), Double or Float (float), Boolean (bool); at least one must be an NDArray or a non-empty NDList
     * @return the result, attached to the manager of the first array among the arguments
     * @throws IllegalStateException if the function fails
     */
    public NDArray call(String function, Object... arguments) {
        TracedArray traced = tracedAmong(arguments);
        if (traced != null) {
            return traced.traceCall(this, function, arguments);
        }
        PtNDManager manager = managerOf(arguments);
        try (IValue result = run(function, arguments)) {
            return result.toTensor(manager);
        }
    }

    /** Runs a function that returns a list or tuple of tensors; otherwise like {@link #call}. */
    public NDList callList(String function, Object... arguments) {
        TracedArray traced = tracedAmong(arguments);
        if (traced != null) {
            return traced.traceCallList(this, function, arguments);
        }
        PtNDManager manager = managerOf(arguments);
        try (IValue result = run(function, arguments)) {
            return result.toNDList(manager);
        }
    }

    /** Runs a function that changes its arguments in place; its result is discarded. */
    public void invoke(String function, Object... arguments) {
        TracedArray traced = tracedAmong(arguments);
        if (traced != null) {
            traced.traceInvoke(this, function);
            return;
        }
        run(function, arguments).close();
    }

    private static TracedArray tracedAmong(Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof TracedArray traced) {
                return traced;
            }
            if (argument instanceof NDList list) {
                TracedArray inside = tracedAmong(list.toArray());
                if (inside != null) {
                    return inside;
                }
            }
        }
        return null;
    }

    private IValue run(String function, Object[] arguments) {
        PLAIN_EXECUTOR.get();
        IValue[] values = new IValue[arguments.length];
        long[] handles = new long[arguments.length];
        try {
            for (int i = 0; i < arguments.length; i++) {
                values[i] = toValue(arguments[i]);
                handles[i] = values[i].getHandle();
            }
            return NativeModule.runMethod(module.getHandle(), function, handles);
        } catch (RuntimeException e) {
            throw new IllegalStateException(name + ": " + function + " failed: " + e.getMessage(), e);
        } finally {
            for (IValue value : values) {
                if (value != null) {
                    value.close();
                }
            }
        }
    }

    private static IValue toValue(Object argument) {
        if (argument instanceof PtNDArray array) {
            return IValue.from(array);
        } else if (argument instanceof NDList list) {
            return IValue.listFrom(list.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
        } else if (argument instanceof long[] integers) {
            return IValue.listFrom(integers);
        } else if (argument instanceof Long || argument instanceof Integer) {
            return IValue.from(((Number) argument).longValue());
        } else if (argument instanceof Double || argument instanceof Float) {
            return IValue.from(((Number) argument).doubleValue());
        } else if (argument instanceof Boolean flag) {
            return IValue.from((boolean) flag);
        }
        throw new IllegalArgumentException(
                "Arguments of a TorchScript function must be arrays, lists of arrays, numbers or booleans; found "
                        + (argument == null ? "null" : argument.getClass().getName()) + ".");
    }

    private static PtNDManager managerOf(Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof PtNDArray array) {
                return array.getManager();
            }
            if (argument instanceof NDList list && !list.isEmpty()) {
                return (PtNDManager) list.get(0).getManager();
            }
        }
        throw new IllegalArgumentException(
                "A TorchScript function needs an array or a non-empty list of arrays among its arguments; found "
                        + Arrays.toString(arguments) + ".");
    }
}
