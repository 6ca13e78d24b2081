package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.Plural;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.ReadCounts;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.predict.Prediction;
import io.winnow.trainer.predict.Predictor;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Models;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow embed}. */
@Command(
        name = "embed",
        description =
                "Computes the representations (embedding vectors) of images, texts, rows or tables, and writes them in the order of the inputs.",
        mixinStandardHelpOptions = true)
final class EmbedCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = Models.ENCODER)
    private Path folder;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "INPUT",
            description =
                    "For a model of images: " + ImageInputs.ITEMS
                            + " For a model of texts or rows: files with the columns of the training, or - for one text per line of standard"
                            + " input; for a published model of texts: files with the column text, or with a text per line (.txt), or -. For a model of tables: folders or files of tables.")
    private List<String> inputs;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description =
                    "File to write: .npy, .safetensors or .jsonl. Only .jsonl holds the key of each vector as well. If there are"
                            + " several inputs, each key begins with the name of its input.")
    private Path output;

    @Option(
            names = "--texts",
            description =
                    "Embeds texts with a published model that has encoders of images and of texts (CLIP, SigLIP), whose vectors can be"
                            + " compared with those of images.")
    private boolean texts;

    @Mixin
    private WeightsOptions weights;

    @Mixin
    private ReadingOptions reading;

    @Option(names = "--force", description = "Replaces the output file if it exists already.")
    private boolean force;

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        VectorFiles.requireWritable(output);
        Outputs.requireFile("--output", output, force);
        InputOptions options = reading.read(spec.commandLine().getErr());
        PrintWriter err = spec.commandLine().getErr();
        try (NDManager manager = NDManager.newBaseManager(device.of(folder));
                TrainedModel model = texts
                        ? Models.openTexts(folder, manager)
                        : Models.openEncoder(folder, weights.choice(), manager);
                Predictor predictor = new Predictor(model, manager)) {
            model.reader().require(inputs);
            Outputs.requireNotRead(model.reader(), output, inputs);
            ReadingOptions.Unreadable unreadable = reading.unreadable(model, err);
            List<String> keys = new ArrayList<>();
            List<float[]> vectors = new ArrayList<>();
            ReadCounts[] counted = {ReadCounts.NONE};
            predictor.run(inputs, options, new Predictor.Results() {
                @Override
                public void predicted(Prediction prediction) {
                    keys.add(prediction.key());
                    vectors.add(prediction.output());
                }

                @Override
                public void failed(String key, String why) {
                    unreadable.add(key, why);
                }

                @Override
                public void read(ReadCounts counts) {
                    counted[0] = counts;
                }
            });
            String unit = model.reader().unit();
            if (keys.isEmpty()) {
                throw new UserException("There are no " + unit + " in " + String.join(", ", inputs) + ".");
            }
            write(vectors, keys, manager);
            counted[0].sentence().ifPresent(err::println);
            if (unreadable.count() > 0) {
                err.println("There is no vector for "
                        + Plural.of(unreadable.count(), "unreadable file or item", "unreadable files and items") + ".");
            }
            if (counted[0].blank() > 0) {
                err.println("There is no vector for " + Plural.of(counted[0].blank(), unit) + " without content.");
            }
            return unreadable.count() == 0 ? 0 : Winnow.FAILED;
        }
    }

    private void write(List<float[]> vectors, List<String> keys, NDManager manager) throws IOException {
        int width = vectors.get(0).length;
        long numbers = (long) vectors.size() * width;
        if (numbers > Integer.MAX_VALUE) {
            throw new UserException("A file can have " + Integer.MAX_VALUE + " numbers, but " + vectors.size()
                    + " vectors of length " + width + " have " + numbers + ". Embed the inputs in parts.");
        }
        float[] all = new float[(int) numbers];
        for (int i = 0; i < vectors.size(); i++) {
            System.arraycopy(vectors.get(i), 0, all, i * width, width);
        }
        VectorFiles.write(output, manager.create(all, new Shape(vectors.size(), width)), keys);
        spec.commandLine()
                .getOut()
                .println(output + ": " + Plural.of(vectors.size(), "vectors") + " of length " + width);
    }
}
