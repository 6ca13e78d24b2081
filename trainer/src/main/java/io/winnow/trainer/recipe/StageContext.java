package io.winnow.trainer.recipe;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.engine.TrainingContext;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StageSummary;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.vision.ImageData;
import io.winnow.trainer.vision.ImageDataConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a stage works with.
 *
 * @param label number and name, such as {@code 1-embed}
 * @param seed of this stage
 * @param folders of all stages by name
 * @param manager on the experiment's device; closed after the stage
 * @param fingerprints of the data sets read, by name; stages add to it
 */
public record StageContext(
        Experiment experiment,
        String name,
        String label,
        long seed,
        Map<String, Path> folders,
        NDManager manager,
        Catalog catalog,
        Metrics metrics,
        Progress progress,
        StopSignal stop,
        Map<String, String> fingerprints) {
    /** What a stage found, in its folder once it is complete. */
    static final String SUMMARY = "stage.json";

    /** Where a training in a stage keeps its checkpoints, in the folder of the stage. */
    static final String CHECKPOINTS = "checkpoints";

    /** Where this stage writes. */
    public Path folder() {
        return folderOf(name);
    }

    /** Where another stage wrote. */
    public Path folderOf(String stage) {
        return folders.get(stage);
    }

    /** What an earlier stage found. */
    public StageSummary summaryOf(String stage) throws IOException {
        return Json.read(folderOf(stage).resolve(SUMMARY), StageSummary.class);
    }

    /** Records metrics outside of a training loop. */
    public void record(long step, Map<String, Double> values) throws IOException {
        metrics.record(new MetricEvent(label, step, step, System.currentTimeMillis() / 1e3, values));
    }

    /** The place of a training in this stage. */
    public TrainingContext training() {
        return new TrainingContext(
                label,
                CounterRandom.key(seed, 1),
                folder().resolve(CHECKPOINTS),
                experiment.checkpoints(),
                experiment.logging(),
                metrics,
                progress,
                stop,
                experiment.engine(),
                devices());
    }

    /** The devices that share each batch of a training, this stage's own first. */
    private List<Device> devices() {
        Device own = manager.getDevice();
        return IntStream.range(0, experiment.replicas())
                .mapToObj(i -> own.isGpu() ? Device.gpu(own.getDeviceId() + i) : own)
                .toList();
    }

    /** Opens data and notes its fingerprints. What a person should know of it is said where it is opened for the first time. */
    public ImageData open(ImageDataConfig config) throws IOException {
        ImageData data = new ImageData(config, catalog);
        if (!fingerprints.containsKey(data.train().name())) {
            data.notes().forEach(progress::say);
        }
        for (ImageDataset part : new ImageDataset[] {data.train(), data.test()}) {
            fingerprints.put(part.name(), part.fingerprint());
        }
        return data;
    }
}
