package io.winnow.trainer.cli;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.run.UserException;

/** Finds the device that a configuration or an option names. */
final class Devices {
    private Devices() {}

    /**
     * Finds a device. A request for a GPU never falls back to the CPU.
     *
     * @param name auto, cpu, cuda or cuda:N
     * @throws UserException when a GPU is requested and cannot be used
     */
    static Device resolve(String name) {
        // OpenMP counts all cores of the machine, but Java knows how many of them a container may use.
        Threads.atMost(Runtime.getRuntime().availableProcessors());
        int gpus = Engine.getInstance().getGpuCount();
        if (name.equals("cpu") || (name.equals("auto") && gpus == 0)) {
            return Device.cpu();
        }
        int index = name.contains(":") ? Integer.parseInt(name.substring(name.indexOf(':') + 1)) : 0;
        if (index >= gpus) {
            throw new UserException("device is " + name + ", but PyTorch finds " + gpus + " GPUs. " + found()
                    + " Run `winnow doctor` for details, or set device to cpu.");
        }
        return Device.gpu(index);
    }

    /**
     * Finds the first of several consecutive devices that share the batches of a training.
     *
     * @param name name of the first device
     * @param replicas number of devices
     * @throws UserException when one of the devices does not exist
     */
    static Device resolve(String name, int replicas) {
        Device first = resolve(name);
        int gpus = Engine.getInstance().getGpuCount();
        if (first.isGpu() && first.getDeviceId() + replicas > gpus) {
            throw new UserException("replicas is " + replicas + ", starting at cuda:" + first.getDeviceId()
                    + ", but PyTorch finds " + gpus + " GPUs. " + found() + " Set fewer replicas.");
        }
        return first;
    }

    /** Describes the CUDA runtime that was found and the environment variables that choose libtorch. */
    static String found() {
        String runtime;
        try {
            runtime = CudaUtils.hasCuda()
                    ? "CUDA runtime " + CudaUtils.getCudaVersionString()
                    : "no CUDA runtime library (libcudart) that detects a GPU";
        } catch (RuntimeException | LinkageError e) {
            runtime = "no usable CUDA runtime (" + e.getMessage() + ")";
        }
        return "Found: " + runtime + "; " + variable("PYTORCH_LIBRARY_PATH") + "; " + variable("PYTORCH_FLAVOR") + ".";
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        return name + (value == null ? " is not set" : " = " + value);
    }
}
