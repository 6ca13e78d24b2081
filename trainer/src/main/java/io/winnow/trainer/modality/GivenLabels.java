package io.winnow.trainer.modality;

import io.winnow.datasets.file.Gaps;
import io.winnow.datasets.label.LabelFileOptions;
import io.winnow.datasets.label.LabelNoise;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Options for training with other labels than those of the data set: labels from a file, or simulated long tails and label noise. */
@Doc(
        "Options for training with other labels than those of the data set: labels from a file, or simulated long tails and label noise.")
public record GivenLabels(
        @Doc(
                "File with one label per training image: CSV, a JSON array, JSON lines or Parquet. One column identifies the image (key, file_name,"
                        + " image or another usual name, or index), and another one has the label. The file may label the test images as"
                        + " well.")
        Optional<Path> file,

        @Doc(
                "File with the labels of the test images, if they have none of their own. Can only be used together with file.")
        Optional<Path> testFile,

        @Doc("Column of the files that identifies the images. By default, it is detected by its name and its values.")
        Optional<String> keyColumn,

        @Doc(
                "Column of the files that has the labels, such as `corrected` in the list that `winnow audit` writes. By default, it is"
                        + " detected by its name.")
        Optional<String> labelColumn,

        @Doc(
                "Character set of the files, such as windows-1252. Defaults to UTF-8, or to the one that a byte order mark indicates.")
        Optional<String> encoding,

        @Doc(
                "Values that mean `no label`, like empty values do. Upper and lower case are not distinguished, and a value that is the"
                        + " name of a class is not a gap. Images without a label are left out.")
        @Default("[\"NA\", \"N/A\", \"#N/A\", \"<NA>\", \"NaN\", \"null\", \"None\", \"nil\", \"?\", \"-\"]")
        List<String> gaps,

        @Doc("Whether images without a record and records without an image are left out. Otherwise they are an error.")
        @Default("false")
        boolean partial,

        @Doc(
                "How the data set's own labels, such as its class folders, are used beside file. own: they are the true labels, used for"
                        + " evaluation only, and the labels in the file must be among their classes. none: they are ignored, and the file"
                        + " defines the classes. Defaults to own if a label in the file is one of the data set's classes, and otherwise to"
                        + " none.")
        Optional<Truth> truth,

        @Doc(
                "Simulates a long tail with a subset of the training images: ratio of the number of examples in the largest class to that"
                        + " in the smallest, at least 1. Off by default.")
        Optional<Double> longTail,

        @Doc("Simulates label noise, for experiments. Cannot be used together with file. Off by default.")
        Optional<Noise> noise,

        @Doc(
                "Simulates weak labels of images with one label each, or missing labels and a long tail of images with several labels, for"
                        + " experiments. Cannot be used together with file, long_tail or noise. Off by default.")
        Optional<LabelSimulation> simulate,

        @Doc("Keeps the labels of a few training images of each class only. By default, all labels are kept.")
        Optional<FewShotConfig> fewShot,

        @Doc(
                "Class of the training images that have no label, such as unlabelled for a folder of this name beside the folders of the"
                        + " classes. It is then no class: only methods that learn from unlabelled images, such as semi, use its images. By"
                        + " default, every folder is a class.")
        Optional<String> unlabelledClass,

        @Doc("Seed of what is simulated, which does not depend on the seed of the experiment.") @Default("1")
        long seed) {
    private static final String ONLY_OF_FILES =
            "must be left out without file: it says how the labels of a file are read";

    public GivenLabels {
        EncodingKey.check(new Checks(), encoding)
                .that(
                        file.isEmpty() || noise.isEmpty(),
                        "noise",
                        "must be left out if file is set: noise is simulated on the data set's own labels only")
                .that(
                        simulate.isEmpty() || (file.isEmpty() && longTail.isEmpty() && noise.isEmpty()),
                        "simulate",
                        "changes the images' own labels; leave out file, long_tail and noise")
                .that(
                        file.isPresent() || testFile.isEmpty(),
                        "test_file",
                        "needs file, with the labels of the training images")
                .that(file.isPresent() || keyColumn.isEmpty(), "key_column", ONLY_OF_FILES)
                .that(file.isPresent() || labelColumn.isEmpty(), "label_column", ONLY_OF_FILES)
                .that(file.isPresent() || encoding.isEmpty(), "encoding", ONLY_OF_FILES)
                .that(file.isPresent() || !partial, "partial", ONLY_OF_FILES)
                .that(file.isPresent() || truth.isEmpty(), "truth", ONLY_OF_FILES)
                .that(
                        simulate.isEmpty() || (fewShot.isEmpty() && unlabelledClass.isEmpty()),
                        "simulate",
                        "is for images with several labels; leave out few_shot and unlabelled_class")
                .that(
                        file.isEmpty() || unlabelledClass.isEmpty(),
                        "unlabelled_class",
                        "must be left out if file is set: images that the file leaves without a label are the unlabelled ones")
                .that(longTail.orElse(1.0) >= 1, "long_tail", "must be at least 1, found " + longTail.orElse(1.0))
                .that(seed >= 0, "seed", "must not be negative, found " + seed)
                .done();
    }

    /** Returns options for the labels of a file, with defaults for everything else. */
    public static GivenLabels of(Path file) {
        return new GivenLabels(
                Optional.of(file),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Gaps.USUAL,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1);
    }

    /** Returns the options for reading the label files. */
    public LabelFileOptions reading() {
        return new LabelFileOptions(
                keyColumn, labelColumn, Optional.empty(), List.of(), EncodingKey.charset(encoding), gaps);
    }

    /** The use of the data set's own labels if a file gives other ones. */
    public enum Truth {
        /** They are the true labels, for evaluation only. */
        OWN,
        /** They are ignored: for instance, because the folders of the images are not classes. */
        NONE
    }

    /** Options of simulated label noise. */
    @Doc("Options of simulated label noise.")
    public record Noise(
            @Doc(
                    "How the wrong class is chosen. frequency: with a probability proportional to its number of examples, as in the RCAL"
                            + " paper; symmetric: uniformly; pair: always the next class; part_dependent: by random linear functions of"
                            + " the pixels, so that images that look alike get the same wrong class. Each image then has a rate of its"
                            + " own around the given one.")
            Kind kind,

            @Doc("Noise rate: fraction of the labels that are replaced by wrong ones, in [0, 1).")
            double rate) {
        /** How the wrong class is chosen. */
        public enum Kind {
            /** With a probability proportional to its number of examples. */
            FREQUENCY,
            /** Uniformly. */
            SYMMETRIC,
            /** Always the next class. */
            PAIR,
            /** By the pixels. */
            PART_DEPENDENT;

            /** The noise that does not depend on pixels; empty for {@link #PART_DEPENDENT}. */
            public Optional<LabelNoise> plain() {
                return this == PART_DEPENDENT ? Optional.empty() : Optional.of(LabelNoise.valueOf(name()));
            }
        }

        public Noise {
            new Checks().below("rate", rate, 0, 1).done();
        }
    }
}
