package io.winnow.models.torch;

import ai.djl.pytorch.jni.IValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Runs a method of a TorchScript module under the thread's own gradient mode.
 *
 * <p>DJL's public ways in either force inference mode or take no numbers. The native function behind them has neither limit and is
 * package-private, hence the reflection; {@code pytorch-engine} is pinned, and a test fails if a new version moves it.
 */
final class NativeModule {
    /** (module, method, values) to an IValue. */
    private static final MethodHandle RUN_METHOD = find();

    private NativeModule() {}

    /** Returns the result, which the caller closes. */
    static IValue runMethod(long module, String method, long[] values) {
        try {
            return (IValue) RUN_METHOD.invokeExact(module, method, values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle find() {
        try {
            Class<?> library = Class.forName("ai.djl.pytorch.jni.PyTorchLibrary");
            Field instance = library.getDeclaredField("LIB");
            instance.setAccessible(true);
            Method method = library.getDeclaredMethod(
                    "moduleRunMethod", long.class, String.class, long[].class, boolean.class, boolean.class);
            method.setAccessible(true);
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle run = lookup.unreflect(method).bindTo(instance.get(null));
            // is_train = true: no inference guard is put around the call; separate CUDA stream: no.
            MethodHandle recorded = MethodHandles.insertArguments(run, 3, true, false);
            Constructor<IValue> constructor = IValue.class.getDeclaredConstructor(long.class);
            constructor.setAccessible(true);
            return MethodHandles.filterReturnValue(recorded, lookup.unreflectConstructor(constructor));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
