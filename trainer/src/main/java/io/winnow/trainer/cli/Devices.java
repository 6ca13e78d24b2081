package io.winnow.trainer.cli;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.run.UserException;

/** From a configuration's device to a device that is there. */
final class Devices {
    private Devices() {}

    /**
     * @param name auto, cpu, cuda or cuda:N
     * @throws UserException when a GPU is asked for and cannot be used; never falls back to the CPU
     */
    static Device resolve(String name) {
        // OpenMP counts the cores of the machine; Java knows the share of them that a container may use.
        Threads.atMost(Runtime.getRuntime().availableProcessors());
        int gpus = Engine.getInstance().getGpuCount();
        if (name.equals("cpu") || (name.equals("auto") && gpus == 0)) {
            return Device.cpu();
        }
        int index = name.contains(":") ? Integer.parseInt(name.substring(name.indexOf(':') + 1)) : 0;
        if (index >= gpus) {
            throw new UserException("device is " + name + ", and PyTorch sees " + gpus + " GPUs. " + found()
                    + " `winnow doctor` shows more.");
        }
        return Device.gpu(index);
    }

    /**
     * The first of so many devices that share the batches of a training.
     *
     * @throws UserException when one of them is not there
     */
    static Device resolve(String name, int replicas) {
        Device first = resolve(name);
        int gpus = Engine.getInstance().getGpuCount();
        if (first.isGpu() && first.getDeviceId() + replicas > gpus) {
            throw new UserException("replicas is " + replicas + " from cuda:" + first.getDeviceId()
                    + " on, and PyTorch sees " + gpus + " GPUs. " + found());
        }
        return first;
    }

    /** What was looked for. */
    static String found() {
        String runtime;
        try {
            runtime = CudaUtils.hasCuda()
                    ? "CUDA runtime " + CudaUtils.getCudaVersionString()
                    : "no CUDA runtime library (libcudart) that sees a GPU";
        } catch (RuntimeException | LinkageError e) {
            runtime = "no usable CUDA runtime (" + e.getMessage() + ")";
        }
        return "Looked for: " + runtime + "; " + variable("PYTORCH_LIBRARY_PATH") + "; " + variable("PYTORCH_FLAVOR")
                + ".";
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        return name + (value == null ? " is not set" : " = " + value);
    }
}
