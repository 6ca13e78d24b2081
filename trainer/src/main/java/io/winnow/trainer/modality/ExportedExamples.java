package io.winnow.trainer.modality;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.Dataset;
import io.winnow.models.pretrained.Published;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.model.ExportedBundle;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.runtime.ArrayFunction;
import io.winnow.trainer.runtime.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A model of examples from a bundle, which runs in the runtime of its file format. */
final class ExportedExamples implements TrainedModel {
    /** Name of the file that says how examples are described, in a bundle. */
    private static final String DATA = "data.yaml";

    private static final int BATCH = 64;

    /** The content of the file. */
    private record Described(DataConfig data) {}

    private final ExportedBundle bundle;
    private final Preprocessing preprocessing;
    private final ItemReader<?> reader;
    private final ArrayFunction file;

    private ExportedExamples(
            ExportedBundle bundle, Preprocessing preprocessing, ItemReader<?> reader, ArrayFunction file) {
        this.bundle = bundle;
        this.preprocessing = preprocessing;
        this.reader = reader;
        this.file = file;
    }

    static ExportedExamples open(ExportedBundle bundle, ExampleInput input, NDManager manager) throws IOException {
        Path description = bundle.folder().resolve(DATA);
        Preprocessing preprocessing = input.preprocessing().at(bundle.folder());
        DataConfig data = Modalities.register(new ConfigReader())
                .parse(Described.class, description.toString(), Files.readString(description), List.of())
                .data();
        Inputs inputs = new Inputs(preprocessing, bundle.description().target());
        return new ExportedExamples(bundle, preprocessing, data.reader(inputs), ModelFile.open(bundle.file(), manager));
    }

    /** Writes what {@link #open} needs to know of the data into a bundle. */
    static void write(DataConfig data, Path bundle) throws IOException {
        AtomicFiles.write(
                bundle.resolve(DATA), Modalities.register(new ConfigReader()).toYaml(new Described(data)));
    }

    @Override
    public ModelOutput output() {
        return bundle.description().output();
    }

    /** A published checkpoint may number its classes. */
    @Override
    public boolean namesClasses() {
        return !bundle.description().recipe().equals(ModelDescription.PUBLISHED)
                || !Published.Head.areNumbers(output().names());
    }

    @Override
    public ItemReader<?> reader() {
        return reader;
    }

    @Override
    public NDArray run(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) {
        int width = output().dimension();
        float[] all = new float[Math.multiplyExact(examples.length, width)];
        for (int from = 0; from < examples.length; from += BATCH) {
            StopSignal.poll();
            int[] batch = Arrays.copyOfRange(examples, from, Math.min(examples.length, from + BATCH));
            try (NDManager scope = manager.newSubManager()) {
                float[] values = file.run(preprocessing.served(items, batch, maxCorrupt, scope))
                        .get(0)
                        .toFloatArray();
                System.arraycopy(values, 0, all, from * width, values.length);
            }
        }
        return manager.create(all, new Shape(examples.length, width));
    }

    @Override
    public String digest() throws IOException {
        return bundle.digest();
    }

    @Override
    public void close() {
        file.close();
    }
}
