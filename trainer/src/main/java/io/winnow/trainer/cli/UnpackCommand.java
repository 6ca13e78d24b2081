package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.LabelNoise;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.UserException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow data unpack}. */
@Command(
        name = "unpack",
        description = "Writes labelled images as PNG files, one folder for each class.",
        mixinStandardHelpOptions = true)
final class UnpackCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DATA", description = ImageInput.DESCRIPTION)
    private String data;

    @Parameters(index = "1", paramLabel = "DIR", description = "Folder to write to. It must not exist yet.")
    private Path target;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Number of images to write, chosen at even intervals. At least 1. Default: all")
    private Optional<Integer> limit = Optional.empty();

    @Option(
            names = "--wrong",
            paramLabel = "SHARE",
            description =
                    "Share of the images (at least 0, below 1) that are written to the folder of a wrong class, drawn at"
                            + " random, in order to try out training with wrong labels. Default: ${DEFAULT-VALUE}")
    private double wrong;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description =
                    "Random seed of the choice of the images with a wrong label, and of these labels. Default: ${DEFAULT-VALUE}")
    private long seed = 1;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        new OptionRules(spec).needs("--seed", "--wrong");
        if (Files.exists(target)) {
            throw new UserException(target + " exists already; name a folder that does not exist yet.");
        }
        if (!(wrong >= 0 && wrong < 1)) {
            throw new UserException("--wrong must be at least 0 and below 1, found " + wrong + ".");
        }
        if (limit.orElse(1) < 1) {
            throw new UserException("--limit must be at least 1, found " + limit.get() + ".");
        }
        try (ImageDataset images = ImageInput.open(data, new Catalog(DataRoot.ofEnvironment()), DecodeOptions.of(3))) {
            if (!(images.labels() instanceof Labels.Single labels)) {
                throw new UserException("Unpacking needs exactly one label per image, which names its folder; "
                        + images.name() + " has none or several. Name labelled images, such as a folder with one"
                        + " subfolder per class.");
            }
            if (wrong > 0 && labels.classCount() < 2) {
                throw new UserException("--wrong needs at least two classes; " + images.name() + " has only one: "
                        + String.join(", ", labels.classNames()) + ". Leave out --wrong.");
            }
            int all = images.size();
            int count = Math.min(all, limit.orElse(all));
            int[] chosen = IntStream.range(0, count)
                    .map(i -> (int) ((long) i * all / count))
                    .toArray();
            int[] classes = Arrays.stream(chosen)
                    .map(example -> labels.classes()[example])
                    .toArray();
            int[] given =
                    wrong == 0 ? classes : LabelNoise.SYMMETRIC.corrupt(classes, labels.classCount(), wrong, seed);
            List<String> names = folderNames(labels.classNames());
            AtomicFiles.directory(target, folder -> {
                for (String name : names) {
                    Files.createDirectories(folder.resolve(name));
                }
                for (int i = 0; i < count; i++) {
                    Path file = folder.resolve(names.get(given[i]))
                            .resolve(String.format(Locale.ROOT, "%06d.png", chosen[i]));
                    ImageIO.write(buffered(images.image(chosen[i])), "png", file.toFile());
                }
            });
            int differing = (int) IntStream.range(0, count)
                    .filter(i -> given[i] != classes[i])
                    .count();
            spec.commandLine()
                    .getOut()
                    .println(target + ": " + count + " images in " + labels.classCount() + " folders"
                            + (differing == 0 ? "" : ", " + differing + " of them in the folder of a wrong class"));
            return 0;
        }
    }

    /**
     * Returns the names of the folders of classes. Characters that not every file system allows in the name of a folder are replaced, and
     * so are dots at the beginning, because hidden folders are not read.
     *
     * @throws UserException when two classes would have the same folder
     */
    private static List<String> folderNames(List<String> classNames) {
        Map<String, String> classes = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (String className : classNames) {
            String name = className.replaceAll("[/\\\\:*?\"<>|\\p{Cntrl}]|^\\.", "-").strip();
            names.add(name.isEmpty() ? "-" : name);
            String other = classes.put(names.get(names.size() - 1), className);
            if (other != null) {
                throw new UserException("The images of the classes '" + other + "' and '" + className
                        + "' would be written to the same folder, " + names.get(names.size() - 1)
                        + ". Rename one of the classes.");
            }
        }
        return names;
    }

    private static BufferedImage buffered(Image image) {
        int area = image.width() * image.height();
        boolean grey = image.channels() == 1;
        BufferedImage buffered = new BufferedImage(
                image.width(), image.height(), grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < area; p++) {
            int x = p % image.width();
            int y = p / image.width();
            if (grey) {
                buffered.getRaster().setSample(x, y, 0, image.pixels()[p] & 0xff);
            } else {
                buffered.setRGB(
                        x,
                        y,
                        (image.pixels()[p] & 0xff) << 16
                                | (image.pixels()[area + p] & 0xff) << 8
                                | (image.pixels()[2 * area + p] & 0xff));
            }
        }
        return buffered;
    }
}
