package io.winnow.trainer.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vectors.VectorFiles;
import io.winnow.trainer.vision.ImageData;
import io.winnow.trainer.vision.ImageEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow embed}. */
@Command(
        name = "embed",
        description = "Writes the representations of images, a row each, in the order of the inputs.",
        mixinStandardHelpOptions = true)
final class EmbedCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN", description = "Directory of a run.")
    private Path folder;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "INPUT", description = ImageInput.DESCRIPTION)
    private List<String> inputs;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = ".npy, .safetensors, or .jsonl, which says the name of each image.")
    private Path output;

    @Option(names = "--checkpoint", paramLabel = "best|last|STEP", description = "Default: ${DEFAULT-VALUE}")
    private String checkpoint = "last";

    @Option(names = "--force", description = "Replaces the output.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        VectorFiles.requireWritable(output);
        if (Files.exists(output) && !force) {
            throw new UserException(output + " is there already; --force replaces it.");
        }
        FinishedRun run = FinishedRun.open(folder);
        Catalog catalog = new Catalog(DataRoot.ofEnvironment());
        try (NDManager manager = NDManager.newBaseManager(
                        Devices.resolve(run.experiment().device()));
                ImageData trained = new ImageData(run.encoder().data().strict(), catalog);
                ImageEncoder encoder =
                        ImageEncoder.load(run.encoder().network(), trained, run.encoderFile(checkpoint), manager)) {
            NDList parts = new NDList();
            List<String> keys = new ArrayList<>();
            for (String input : inputs) {
                try (ImageDataset images = ImageInput.open(input, catalog, trained.channels())) {
                    if (images.channels() != trained.channels()) {
                        throw new UserException(input + " has images of " + images.channels()
                                + " channels; the run was trained with " + trained.channels() + ".");
                    }
                    int[] all = IntStream.range(0, images.size()).toArray();
                    parts.add(encoder.embed(trained, images, all, manager));
                    IntStream.of(all).mapToObj(images::key).forEach(keys::add);
                }
            }
            NDArray vectors = NDArrays.concat(parts);
            vectors.attach(manager);
            VectorFiles.write(output, vectors, keys);
            spec.commandLine()
                    .getOut()
                    .println(output + ": " + vectors.getShape().get(0) + " vectors of length "
                            + vectors.getShape().get(1));
        }
        return 0;
    }
}
