package io.winnow.trainer.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A configuration for tests that has components of every supported type. */
@Doc("A sample configuration.")
record Sample(
        String name,
        @Default("1") long seed,
        @Default("0.5") double ratio,
        @Default("auto") Choice choice,
        @Default("true") boolean flag,
        Optional<Integer> threads,
        Optional<Path> features,
        @Default("[]") List<Integer> sizes,
        @Default("{}") Map<String, Double> weights,
        @Default("{epochs: 10}") Span duration,
        @Default("{}") Keeping keeping,
        @Doc("The optimizer.") Optimizer optimizer,
        @Default("{kind: cosine}") Schedule schedule,
        @Default("[]") List<Optimizer> others,
        Optional<Plugin> plugin) {
    Sample {
        new Checks()
                .between("ratio", ratio, 0, 1)
                .that(seed >= 0, "seed", "must not be negative, found " + seed)
                .done();
    }

    enum Choice {
        AUTO,
        CLASS_TOKEN,
        MEAN
    }

    record Keeping(
            @Default("3") int keep, @Default("{steps: 100}") Span every) {
        Keeping {
            new Checks()
                    .that(
                            keep >= 2,
                            "keep",
                            "must be at least 2, because the newest checkpoint may still be incomplete; found " + keep)
                    .done();
        }
    }

    sealed interface Optimizer permits Sgd, AdamW {}

    @Kind("sgd")
    record Sgd(
            double learningRate,
            @Default("0.0") double momentum,
            @Default("false") boolean nesterov) implements Optimizer {
        Sgd {
            new Checks()
                    .positive("learning_rate", learningRate)
                    .below("momentum", momentum, 0, 1)
                    .done();
            if (nesterov && momentum == 0) {
                throw new IllegalArgumentException("nesterov needs a momentum above 0");
            }
        }
    }

    @Kind("adamw")
    record AdamW(
            double learningRate, @Default("[0.9, 0.999]") List<Double> betas) implements Optimizer {}

    sealed interface Schedule permits Constant, Cosine {}

    @Kind("constant")
    record Constant() implements Schedule {}

    @Kind("cosine")
    record Cosine(
            @Default("{epochs: 0}") Span warmup,
            @Default("0") double floor) implements Schedule {}

    interface Plugin {}

    @Kind("image_folder")
    record Folder(Path folder) implements Plugin {}

    static ConfigReader reader() {
        return new ConfigReader().with(Plugin.class, List.of(Folder.class));
    }
}
