package io.winnow.trainer.vision;

import io.winnow.datasets.label.LabelFileOptions;
import io.winnow.datasets.label.LabelNoise;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Located;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The labels that a training is given, where they are not the data set's own. */
@Doc("The labels that a training is given, where they are not the data set's own.")
public record GivenLabels(
        @Doc(
                "A file with a label for each training image: CSV, a JSON array or JSON lines. A column names the image (key, file_name,"
                        + " image or another usual name, or index), and a column has the label. It may label the test images as well.")
        Optional<Path> file,

        @Doc("Beside file: a file with the labels of the test images, where they have none of their own.")
        Optional<Path> testFile,

        @Doc("Column of the files that names the images. By default it is found by its name and its values.")
        Optional<String> keyColumn,

        @Doc(
                "Column of the files that has the labels, such as `suggested` of the list that `winnow audit` writes. By default it is"
                        + " found by its name.")
        Optional<String> labelColumn,

        @Doc(
                "Character set of the files, such as windows-1252. By default it is UTF-8, or what a byte order mark says.")
        Optional<String> encoding,

        @Doc(
                "Values that mean `no label`, beside empty ones and in any case, unless a class has this name. Such images are left out.")
        @Default("[\"NA\", \"N/A\", \"#N/A\", \"<NA>\", \"NaN\", \"null\", \"None\", \"nil\", \"?\", \"-\"]")
        List<String> gaps,

        @Doc("Whether images without a record and records without an image are left out, rather than being an error.")
        @Default("false")
        boolean partial,

        @Doc(
                "own: the data set's own labels, such as its class folders, are the true ones, for evaluation alone, and the file's labels"
                        + " must be among their classes. none: they are not looked at, and the classes are those of the file. By default own,"
                        + " if a label of the file is one of the data set's classes.")
        Optional<Truth> truth,

        @Doc("Keeps a long-tailed part of the training images: the largest class has so many times the examples of the"
                + " smallest.")
        Optional<Double> longTail,

        @Doc("Makes labels wrong, for trials. Leave it out beside file.")
        Optional<Noise> noise,

        @Doc("Seed of the long tail and of the wrong labels; the training's own seed changes neither.") @Default("1")
        long seed) {
    public GivenLabels {
        new Checks()
                .that(
                        file.isEmpty() || noise.isEmpty(),
                        "noise",
                        "must be left out beside file, whose labels are given")
                .that(file.isPresent() || testFile.isEmpty(), "test_file", "needs file, with labels for training")
                .that(
                        encoding.isEmpty() || isKnown(encoding.get()),
                        "encoding",
                        "must be a character set, such as windows-1252, latin-1 or utf-16; found "
                                + encoding.orElse(""))
                .that(longTail.orElse(1.0) >= 1, "long_tail", "must be at least 1, found " + longTail.orElse(1.0))
                .that(seed >= 0, "seed", "must not be negative, found " + seed)
                .done();
    }

    GivenLabels from(Path directory) {
        return new GivenLabels(
                file.map(path -> Located.from(path, directory)),
                testFile.map(path -> Located.from(path, directory)),
                keyColumn,
                labelColumn,
                encoding,
                gaps,
                partial,
                truth,
                longTail,
                noise,
                seed);
    }

    /** The labels of a file, with everything else by default. */
    public static GivenLabels of(Path file) {
        return new GivenLabels(
                Optional.of(file),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                LabelFileOptions.USUAL_GAPS,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1);
    }

    private static boolean isKnown(String encoding) {
        try {
            LabelFileOptions.charset(encoding);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** How the files are read. */
    LabelFileOptions reading() {
        return new LabelFileOptions(
                keyColumn, labelColumn, Optional.empty(), List.of(), encoding.map(LabelFileOptions::charset), gaps);
    }

    /** What a data set's own labels are, beside those of a file. */
    public enum Truth {
        /** The true ones. */
        OWN,
        /** Nothing: the folders of its images are no classes. */
        NONE
    }

    /** Simulated label noise. */
    @Doc("Simulated label noise.")
    public record Noise(
            @Doc("frequency: into frequent classes more often (the paper's); symmetric: into any; pair: into the next.")
            LabelNoise kind,

            @Doc("The share of labels that are wrong.") double rate) {
        public Noise {
            new Checks().below("rate", rate, 0, 1).done();
        }
    }
}
