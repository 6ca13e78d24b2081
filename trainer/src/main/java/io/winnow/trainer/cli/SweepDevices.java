package io.winnow.trainer.cli;

import ai.djl.engine.Engine;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Devices;
import io.winnow.trainer.sweep.Slot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The devices of a sweep. Each training sees only its own GPU, so that its configuration and its result do not depend on which one it is.
 *
 * @param slots places for trainings, one for each device and job
 * @param fixed overrides of the configurations that follow
 */
record SweepDevices(List<Slot> slots, List<String> fixed) {
    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";
    private static final String CUDA = "cuda:";

    /**
     * Finds the devices.
     *
     * @param named names of devices; empty for all GPUs if there are any, and otherwise the CPU
     * @param jobs number of trainings at a time on each device
     * @param experiment configuration of the trainings
     * @throws UserException if there is no such device, or if the configuration names another one
     */
    static SweepDevices of(List<String> named, int jobs, Experiment experiment) {
        if (jobs < 1) {
            throw new UserException("--jobs must be at least 1; found " + jobs + ".");
        }
        Set<String> devices = new LinkedHashSet<>(named);
        if (devices.size() < named.size()) {
            throw new UserException("--devices names a device twice: " + String.join(",", named)
                    + ". Name each once; --jobs gives the number of trainings at a time on each.");
        }
        boolean own = experiment.replicas() > 1 || experiment.device().startsWith(CUDA);
        if (own && !devices.isEmpty()) {
            throw new UserException(
                    "--devices cannot be used with a configuration that names its devices itself: device is "
                            + experiment.device() + " and replicas is " + experiment.replicas()
                            + ". Leave out --devices, or set device to auto and replicas to 1.");
        }
        int gpus = own || experiment.device().equals("cpu") || devices.equals(Set.of("cpu")) ? 0 : gpus();
        if (devices.isEmpty()) {
            for (int i = 0; i < gpus; i++) {
                devices.add(CUDA + i);
            }
            if (devices.isEmpty()) {
                return onOne(own ? experiment.device() : "cpu", jobs, experiment, Optional.empty());
            }
        }
        if (devices.contains("cpu")) {
            if (devices.size() > 1) {
                throw new UserException(
                        "--devices names the CPU and GPUs, on which results differ a little. Name one kind.");
            }
            return onOne("cpu", jobs, experiment, Optional.of("device=cpu"));
        }
        List<Slot> slots = new ArrayList<>();
        for (int job = 0; job < jobs; job++) {
            for (String device : devices) {
                slots.add(new Slot(device, Map.of(VISIBLE, visible(device, gpus, experiment))));
            }
        }
        return new SweepDevices(slots, List.of("device=cuda"));
    }

    private static SweepDevices onOne(String device, int jobs, Experiment experiment, Optional<String> override) {
        List<Slot> slots = new ArrayList<>();
        for (int job = 0; job < jobs; job++) {
            slots.add(new Slot(device, Map.of()));
        }
        List<String> fixed = new ArrayList<>();
        override.ifPresent(fixed::add);
        if (jobs > 1 && device.equals("cpu") && experiment.threads().isEmpty()) {
            fixed.add("threads=" + Math.max(1, Runtime.getRuntime().availableProcessors() / jobs));
        }
        return new SweepDevices(slots, fixed);
    }

    private static int gpus() {
        return Engine.getInstance().getGpuCount();
    }

    /** Returns the value of the variable with which a process sees one GPU only. */
    private static String visible(String device, int gpus, Experiment experiment) {
        if (experiment.device().equals("cpu")) {
            throw new UserException("--devices names " + device
                    + ", but the configuration sets device to cpu. Leave one of the two out, or set device to auto.");
        }
        if (!device.matches("cuda:\\d{1,3}")) {
            throw new UserException("--devices must be cpu, or GPUs such as cuda:0,cuda:1; found '" + device + "'.");
        }
        int index = Integer.parseInt(device.substring(CUDA.length()));
        if (index >= gpus) {
            throw new UserException("--devices names " + device + ", but PyTorch finds " + gpus + " GPUs. "
                    + Devices.found() + " Run `winnow doctor` for details.");
        }
        String given = System.getenv(VISIBLE);
        return given == null || given.isBlank() ? Integer.toString(index) : given.split(",", -1)[index].strip();
    }
}
