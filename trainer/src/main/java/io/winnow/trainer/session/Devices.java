package io.winnow.trainer.session;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.model.ExportedBundle;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;

/** Finds the device that a configuration or an option names. */
public final class Devices {
    private Devices() {}

    /**
     * Finds the device of an option {@code --device}. A request for a GPU never falls back to the CPU.
     *
     * @param name auto, cpu, cuda or cuda:N
     * @throws UserException when this is not the name of a device, or when a GPU is requested and cannot be used
     */
    public static Device resolve(String name) {
        if (!Experiment.isDevice(name)) {
            throw new UserException("--device must be auto, cpu, cuda or cuda:N; found '" + name + "'.");
        }
        return resolve(name, "--device cpu");
    }

    private static Device resolve(String name, String cpu) {
        // OpenMP counts all cores of the machine, but Java knows how many of them a container may use.
        Threads.atMost(Runtime.getRuntime().availableProcessors());
        int gpus = Engine.getInstance().getGpuCount();
        if (name.equals("cpu") || (name.equals("auto") && gpus == 0)) {
            return Device.cpu();
        }
        int index = name.contains(":") ? Integer.parseInt(name.substring(name.indexOf(':') + 1)) : 0;
        if (index >= gpus) {
            throw new UserException("device is " + name + ", but PyTorch finds " + count(gpus) + ". " + found()
                    + " Run `winnow doctor` for details, or use the CPU with " + cpu + ".");
        }
        return Device.gpu(index);
    }

    /**
     * Finds the usual device of a model: the CPU for an export, a GPU if there is one for a published model, and otherwise that of the run's
     * configuration.
     */
    public static Device ofModel(Path model) throws IOException {
        if (ExportedBundle.isExport(model)) {
            return resolve("cpu");
        }
        return resolve(
                Models.standsAlone(model)
                        ? "auto"
                        : FinishedRun.open(model).experiment().device());
    }

    /**
     * Finds the device of an experiment: the first one if consecutive devices share the batches of its trainings.
     *
     * @throws UserException when one of the devices does not exist
     */
    public static Device resolve(Experiment experiment) {
        int replicas = experiment.replicas();
        Device first = resolve(experiment.device(), "--set device=cpu");
        int gpus = Engine.getInstance().getGpuCount();
        if (first.isGpu() && first.getDeviceId() + replicas > gpus) {
            throw new UserException("replicas is " + replicas + ", starting at cuda:" + first.getDeviceId()
                    + ", but PyTorch finds " + count(gpus) + ". " + found() + " Set fewer replicas.");
        }
        return first;
    }

    private static String count(int gpus) {
        return gpus == 1 ? "1 GPU" : gpus + " GPUs";
    }

    /** Describes the CUDA runtime that was found and the environment variables that choose libtorch. */
    public static String found() {
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
