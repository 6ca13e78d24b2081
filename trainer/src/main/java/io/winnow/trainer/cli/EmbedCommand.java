package io.winnow.trainer.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vectors.VectorFiles;
import io.winnow.trainer.vision.ImageData;
import io.winnow.trainer.vision.ImageDataConfig;
import io.winnow.trainer.vision.ImageEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow embed}. */
@Command(name = "embed", description = "Writes the representations of images.", mixinStandardHelpOptions = true)
final class EmbedCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN", description = "Directory of a run.")
    private Path folder;

    @Parameters(index = "1", paramLabel = "INPUT", description = "NAME/train or NAME/test of the catalog.")
    private String input;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = ".npy, .safetensors or .jsonl.")
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
        Catalog.Part part = Catalog.Part.of(input)
                .orElseThrow(() -> new UserException("'" + input
                        + "' is no data to embed; give NAME/train or NAME/test, NAME one of " + Catalog.imageSets()
                        + "."));
        FinishedRun run = FinishedRun.open(folder);
        ImageDataConfig trained = run.encoder().data();
        ImageDataConfig config = new ImageDataConfig(
                Optional.of(part.name()),
                Optional.empty(),
                Optional.empty(),
                trained.channels(),
                trained.side(),
                Optional.empty(),
                trained.maxCorrupt());
        try (NDManager manager = NDManager.newBaseManager(
                        Devices.resolve(run.experiment().device()));
                ImageData data = new ImageData(config, new Catalog(DataRoot.ofEnvironment()));
                ImageEncoder encoder =
                        ImageEncoder.load(run.encoder().network(), data, run.encoderFile(checkpoint), manager)) {
            NDArray vectors = part.split() == Catalog.Split.TRAIN
                    ? encoder.embedTrain(data, manager)
                    : encoder.embedTest(data, manager);
            VectorFiles.write(output, vectors);
            spec.commandLine()
                    .getOut()
                    .println(output + ": " + vectors.getShape().get(0) + " vectors of length "
                            + vectors.getShape().get(1));
        }
        return 0;
    }
}
