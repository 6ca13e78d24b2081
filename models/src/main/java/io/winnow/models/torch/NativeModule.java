package io.winnow.models.torch;

import ai.djl.pytorch.jni.IValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Runs a method of a TorchScript module in the calling thread's gradient mode.
 *
 * <p>DJL's public methods for this either force inference mode or accept no numbers as arguments. The native function that they call has
 * neither limitation, but it is package-private, so it is called by reflection. The version of {@code pytorch-engine} is pinned, and a test
 * fails if a new version moves the function.
 */
final class NativeModule {
    /** Takes a module handle, a method name and argument handles, and returns an IValue. */
    private static final MethodHandle RUN_METHOD = find();

    private NativeModule() {}

    /** Runs a method and returns its result, which the caller must close. */
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
            // isTrain = true, so that DJL does not put an inference guard around the call; separateCudaStream = false.
            MethodHandle recorded = MethodHandles.insertArguments(run, 3, true, false);
            Constructor<IValue> constructor = IValue.class.getDeclaredConstructor(long.class);
            constructor.setAccessible(true);
            return MethodHandles.filterReturnValue(recorded, lookup.unreflectConstructor(constructor));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
