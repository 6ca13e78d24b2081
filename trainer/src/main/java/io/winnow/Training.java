package io.winnow;

import ai.djl.Device;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.loader.LoadingException;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.run.DeviceMemoryException;
import io.winnow.trainer.run.NonFiniteException;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.session.Devices;
import io.winnow.trainer.session.TrainingSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A training that a configuration describes. */
public final class Training {
    private final Experiment experiment;
    private final Path source;
    private final List<String> settings;
    private final StopSignal stop = new StopSignal();

    private Training(Experiment experiment, Path source, List<String> settings) {
        this.experiment = experiment;
        this.source = source;
        this.settings = settings;
    }

    /**
     * Reads a configuration.
     *
     * @param config a YAML file, as {@code winnow train} takes it
     * @param settings values that override those of the file, such as {@code recipe.data.train=photos}
     * @return the training, which has not begun
     * @throws WinnowException with all mistakes of the configuration, each with its line and the nearest match
     */
    public static Training read(Path config, String... settings) {
        return new Training(Experiment.read(config, List.of(settings)), config, List.of(settings));
    }

    /**
     * Reads a configuration that a program has made.
     *
     * @param name name of the training
     * @param yaml the configuration
     * @param settings values that override those of the configuration
     * @return the training, which has not begun
     * @throws WinnowException with all mistakes of the configuration
     */
    public static Training parse(String name, String yaml, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("name=" + name);
        return new Training(Experiment.parse(name, yaml, all), Path.of(name), all);
    }

    /** {@return the configuration with all defaults and settings applied} */
    public String yaml() {
        return experiment.toYaml();
    }

    /**
     * Trains without a listener, see {@link #run(Path, TrainingListener)}.
     *
     * @param folder directory for the run, which must not exist or be empty
     * @return the run
     * @throws IOException as {@link #run(Path, TrainingListener)} does
     */
    public Run run(Path folder) throws IOException {
        return run(folder, TrainingListener.SILENT);
    }

    /**
     * Trains in a new directory, and returns when the training is complete, or when it was stopped.
     *
     * @param folder directory for the run, which must not exist or be empty
     * @param listener follows the training
     * @return the run, which is not complete if it was stopped
     * @throws WinnowException if the directory is not empty, or if the configuration does not suit the data
     * @throws IOException if files cannot be read or written, if data are not as they should be, if the loss is not finite, or if the memory
     *     of the device is not enough
     */
    public Run run(Path folder, TrainingListener listener) throws IOException {
        SizeChecks.run(experiment, source, settings, new Catalog(DataRoot.ofEnvironment()), false, listener::said);
        return train(folder, false, listener);
    }

    /**
     * Continues a training that was stopped or killed; on a CPU, the result is that of an uninterrupted training to the last bit.
     *
     * @param folder directory of the run
     * @param listener follows the training
     * @return the run, which is not complete if it was stopped
     * @throws WinnowException if the directory has no run, or one of another configuration
     * @throws IOException as {@link #run(Path, TrainingListener)} does
     */
    public Run resume(Path folder, TrainingListener listener) throws IOException {
        return train(folder, true, listener);
    }

    /**
     * Asks the training to stop, from another thread or from its listener. It finishes the current step and saves its state; then {@code run}
     * returns. A training that was stopped is continued by {@link #resume} of another object.
     */
    public void stop() {
        stop.request("the program");
    }

    private Run train(Path folder, boolean continued, TrainingListener listener) throws IOException {
        Device device = Devices.resolve(experiment);
        experiment.threads().ifPresent(Threads::use); // last, because the device limits the threads to the processors
        ListenedTraining listened = new ListenedTraining(listener);
        try (TrainingSession session =
                TrainingSession.open(experiment, folder, continued, List.of(listened.metrics()))) {
            RunData data = RunData.recording(
                    folder, experiment.recipe(), new Catalog(DataRoot.ofEnvironment()), false, listener::said);
            session.train(device, data, listened, stop, Optional.empty());
        } catch (StoppedException e) {
            return Run.open(folder); // which says that it is not complete
        } catch (LoadingException e) {
            throw e.getCause() instanceof IOException unreadable ? unreadable : new IOException(e.getMessage(), e);
        } catch (NonFiniteException | DeviceMemoryException e) {
            throw new IOException(e.getMessage(), e);
        }
        return Run.open(folder);
    }
}
