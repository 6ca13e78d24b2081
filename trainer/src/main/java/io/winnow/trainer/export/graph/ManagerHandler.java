package io.winnow.trainer.export.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** The invocation handler of a manager whose new arrays are constants of the recording. The manager does not close any arrays. */
final class ManagerHandler implements InvocationHandler {
    private final Recording recording;
    private final NDManager manager;

    ManagerHandler(Recording recording, NDManager manager) {
        this.recording = recording;
        this.manager = manager;
    }

    @Override
    public Object invoke(Object self, Method method, Object[] given) throws Throwable {
        Object[] arguments = given == null ? new Object[0] : given;
        String called = method.getName();
        if (called.equals("equals")) {
            return self == arguments[0];
        }
        if (called.equals("hashCode")) {
            return System.identityHashCode(self);
        }
        if (called.startsWith("attach")
                || called.startsWith("tempAttach")
                || called.startsWith("detach")
                || called.equals("ret")
                || called.equals("close")
                || called.equals("cap")) {
            return null;
        }
        if (called.startsWith("random") || called.startsWith("sample") || called.equals("truncatedNormal")) {
            throw new TraceException("NDManager." + called
                    + " draws random numbers, which cannot be recorded in a graph (" + Recording.origin() + ").");
        }
        if (called.equals("from") && Recording.handlerOf(arguments[0]) != null) {
            return arguments[0];
        }
        Object result;
        try {
            result = method.invoke(manager, Recording.concrete(arguments));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (result instanceof NDManager) {
            return self;
        }
        return result instanceof NDArray array ? recording.constant(array) : result;
    }
}
