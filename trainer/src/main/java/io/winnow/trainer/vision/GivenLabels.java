package io.winnow.trainer.vision;

import io.winnow.datasets.label.LabelNoise;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Located;
import java.nio.file.Path;
import java.util.Optional;

/** The labels that a training is given, where they are not the data set's own. */
@Doc("The labels that a training is given, where they are not the data set's own.")
public record GivenLabels(
        @Doc(
                "CSV or JSON lines (.jsonl): label, a class or its number, and key or index of the example. The data set's own labels"
                        + " then count as the true ones.")
        Optional<Path> file,

        @Doc("Keeps a long-tailed part of the training images: the largest class has so many times the examples of the"
                + " smallest.")
        Optional<Double> longTail,

        @Doc("Makes labels wrong; not beside file.") Optional<Noise> noise,

        @Doc("Of the part and of the wrong labels; the training's own seed changes neither.") @Default("1")
        long seed) {
    public GivenLabels {
        new Checks()
                .that(
                        file.isEmpty() || noise.isEmpty(),
                        "noise",
                        "must be left out beside file, whose labels are given")
                .that(longTail.orElse(1.0) >= 1, "long_tail", "must be at least 1, found " + longTail.orElse(1.0))
                .that(seed >= 0, "seed", "must not be negative, found " + seed)
                .done();
    }

    GivenLabels from(Path directory) {
        return new GivenLabels(file.map(path -> Located.from(path, directory)), longTail, noise, seed);
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
