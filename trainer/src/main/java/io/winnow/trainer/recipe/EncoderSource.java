package io.winnow.trainer.recipe;

import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.TaskData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where an encoder comes from. A stage writes it and the representations of all examples into its folder, and later stages start from them;
 * which method trained the encoder, they do not know.
 */
@Doc("Where an encoder comes from: a pre-training in this run, or an earlier run.")
public sealed interface EncoderSource extends VectorSource {
    /**
     * Checks, as far as the configuration tells, that the encoder suits the data and another encoder that starts with its weights.
     *
     * @param key key of these options, below {@code recipe}
     * @param data null if this section is itself invalid
     * @param next the other encoder; empty if none starts with the weights
     * @param nextKey key of the other encoder
     */
    default void check(Checks checks, String key, DataConfig data, Optional<EncoderConfig> next, String nextKey) {}

    /**
     * Checks that another encoder, which starts with the weights, has the same ones. By default, {@link #check} has done so.
     *
     * @param next the other encoder
     * @param nextKey key of the other encoder, below {@code recipe}
     */
    default void checkSizes(SizeChecks checks, EncoderConfig next, String nextKey, TaskData data) {}

    /**
     * Writes as {@link #write(TaskData, StageContext)} does, for a next stage that starts with the weights.
     *
     * @param next architecture of the encoder of that stage, into which the weights must fit
     */
    default StageResult write(EncoderConfig next, TaskData data, StageContext context) throws IOException {
        return write(next, data, data, context);
    }

    /**
     * Writes as {@link #write(EncoderConfig, TaskData, StageContext)} does, for a method that learns from more examples than those whose
     * vectors it needs.
     *
     * @param learned the examples that a pre-training in this run learns from
     * @param data the examples whose vectors are written
     */
    StageResult write(EncoderConfig next, TaskData learned, TaskData data, StageContext context) throws IOException;

    /**
     * Returns the stage that writes the encoder for a next one that starts with its weights.
     *
     * @param next architecture of the encoder of that stage
     */
    default Stage stage(String name, DataConfig data, EncoderConfig next) {
        return Stage.of(
                name,
                settings(data, next),
                context -> context.with(data, (examples, own) -> write(next, examples, own)));
    }

    /** Returns what the encoder follows from; empty for an earlier run, whose weights may have been replaced. */
    default Optional<Record> settings(DataConfig data, EncoderConfig next) {
        return Optional.empty();
    }

    /** Returns the architecture of the encoder. An earlier run must still be where it was. */
    EncoderConfig network();

    /** Returns the training of the encoder for memory trials, if there is one in this run. */
    default List<ProbedTraining> trainings(String stage, DataConfig data) {
        return List.of();
    }

    /** Pre-training in this run, without labels. The methods that offer it are listed in {@link Pretrainings}. */
    non-sealed interface Pretraining extends EncoderSource {
        /** Architecture of the encoder. */
        EncoderConfig encoder();

        @Override
        default EncoderConfig network() {
            return encoder();
        }

        @Override
        default Optional<Record> settings(DataConfig data, EncoderConfig next) {
            return Optional.of(new Settings(data, this, next));
        }

        /**
         * What a pre-training and the vectors that it leaves follow from.
         *
         * @param next architecture with which the vectors are computed
         */
        record Settings(DataConfig data, EncoderSource source, EncoderConfig next) {}

        /** Trains the encoder and writes it into the folder of the stage, see {@link EncoderTraining}. */
        StageResult train(TaskData data, StageContext context) throws IOException;

        @Override
        default StageResult write(TaskData data, StageContext context) throws IOException {
            return write(encoder(), data, context);
        }

        @Override
        default StageResult write(EncoderConfig next, TaskData learned, TaskData data, StageContext context)
                throws IOException {
            Map<String, Double> metrics =
                    new LinkedHashMap<>(train(learned, context).metrics());
            Path weights = context.folder().resolve(Representations.ENCODER);
            metrics.putAll(Representations.write(weights, next, data, context));
            return StageResult.of(metrics);
        }

        @Override
        default Optional<Integer> dimension(TaskData data) {
            return Optional.of(encoder().dimension(data.inputs().preprocessing()));
        }
    }

    /** The encoder of an earlier run over the same kind of examples. */
    @Kind("run")
    @Doc("The encoder of an earlier run over the same kind of examples.")
    record EarlierRun(
            @Doc("Directory of the earlier run.") Path run,

            @Doc(
                    "Stage of that run whose encoder is used, such as embed for mlcd. Defaults to the one that trained the final encoder.")
            Optional<String> stage)
            implements EncoderSource {
        @Override
        public EncoderConfig network() {
            return encoder(FinishedRun.open(run)).network();
        }

        /** Whether the weights fit is known only once the run is there: a training that is resumed may have taken them already. */
        @Override
        public void checkSizes(SizeChecks checks, EncoderConfig next, String nextKey, TaskData data) {
            if (!Files.isDirectory(run)) {
                return;
            }
            Map<String, Shape> own = shapes(next, data);
            Map<String, Shape> started = shapes(network(), data);
            Stream.concat(own.keySet().stream(), started.keySet().stream())
                    .filter(name -> !Objects.equals(own.get(name), started.get(name)))
                    .findFirst()
                    .ifPresent(name -> checks.that(
                            false,
                            nextKey,
                            "must have the weights of the encoder of " + run + ", from which it starts; found " + name
                                    + " " + described(own.get(name)) + ", which there " + described(started.get(name))
                                    + ". Configure the same encoder, or start from another one"));
        }

        private static Map<String, Shape> shapes(EncoderConfig encoder, TaskData data) {
            Map<String, Shape> shapes = new LinkedHashMap<>();
            encoder.build(data.inputs().preprocessing())
                    .getParameters()
                    .forEach(pair -> shapes.put(pair.getKey(), pair.getValue().getShape()));
            return shapes;
        }

        private static String described(Shape shape) {
            return shape == null ? "is missing" : "has the shape " + shape;
        }

        @Override
        public StageResult write(TaskData data, StageContext context) throws IOException {
            return write(network(), data, context);
        }

        @Override
        public StageResult write(EncoderConfig next, TaskData learned, TaskData data, StageContext context)
                throws IOException {
            FinishedRun earlier = FinishedRun.open(run);
            return StageResult.of(Representations.write(earlier.encoderFile(encoder(earlier)), next, data, context));
        }

        private EncoderRecipe.TrainedEncoder encoder(FinishedRun earlier) {
            return stage.map(earlier::encoder).orElseGet(earlier::encoder);
        }
    }
}
