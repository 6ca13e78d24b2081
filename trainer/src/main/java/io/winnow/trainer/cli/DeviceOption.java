package io.winnow.trainer.cli;

import ai.djl.Device;
import io.winnow.trainer.model.ExportedBundle;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Devices;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that chooses the device of a command that uses a trained model, which need not be the device of the training. */
final class DeviceOption {
    static final String NAME = "--device";

    @Option(
            names = NAME,
            paramLabel = "DEVICE",
            description =
                    "Device to compute on: auto, cpu, cuda or cuda:N. Default: the device in the configuration of the"
                            + " run. Exported models always run on the CPU, and published ones by default on the GPU if there is one.")
    private Optional<String> device = Optional.empty();

    /** Returns the device for work without a model: the first GPU if there is one, unless another one is named. */
    Device usual() {
        return Devices.resolve(device.orElse("auto"));
    }

    /**
     * Returns the device for the model of a run.
     *
     * @throws UserException when the device does not exist
     */
    Device of(Experiment experiment) {
        return Devices.resolve(device.orElse(experiment.device()));
    }

    /**
     * Returns the device for a model that may be left out: without one, the CPU.
     *
     * @throws UserException as {@link #of(Path)} does
     */
    Device of(Optional<Path> model) throws IOException {
        return model.isPresent() ? of(model.get()) : Device.cpu();
    }

    /**
     * Returns the device for the model of a run or for an exported model.
     *
     * @throws UserException when the device does not exist, or when an exported model is to run on a GPU
     */
    Device of(Path model) throws IOException {
        if (!Models.standsAlone(model)) {
            return of(FinishedRun.open(model).experiment());
        }
        if (!ExportedBundle.isExport(model)) {
            return Devices.resolve(device.orElse("auto"));
        }
        Device found = Devices.resolve(device.orElse("cpu"));
        if (found.isGpu() && !device.orElseThrow().equals("auto")) {
            throw new UserException("--device is " + device.get() + ", but " + model
                    + " is an exported model, which this command runs on the CPU. Leave out --device, or name the run"
                    + " instead of its export.");
        }
        return Device.cpu();
    }
}
