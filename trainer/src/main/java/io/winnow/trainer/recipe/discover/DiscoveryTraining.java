package io.winnow.trainer.recipe.discover;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.engine.Training;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Trains SimGCD in a stage, from random weights, on from those of an earlier run, or with what the trainings of earlier stages agree on. */
final class DiscoveryTraining {
    static final String HEAD = "head.safetensors";

    /** Mean cosine of the examples without a label to the nearest class. The training with the largest one orders the new classes. */
    static final String COSINE = "cosine";

    private DiscoveryTraining() {}

    /** What is done with a trained network. */
    @FunctionalInterface
    interface Work<T> {
        /**
         * Does it.
         *
         * @param known what is known, with the names of an earlier run that is continued
         * @param weights the weights of the network
         */
        T with(KnownPart known, DiscoveryNetwork network, ParameterArena weights) throws IOException;
    }

    /**
     * Trains, and writes the weights into the folder of the stage.
     *
     * @param rows unit vectors of the examples (N, D)
     * @param k number of classes
     * @param agreed predictions for all examples on which other trainings agree (N, K); empty if there are none
     */
    static <T> T train(
            Discover recipe,
            KnownPart read,
            float[][] rows,
            int k,
            Optional<float[][]> agreed,
            StageContext stage,
            Work<T> work)
            throws IOException {
        // The check of the configuration has said this already where the number of classes stood in it.
        Optional.of(k)
                .filter(found -> recipe.classes().filter(found::equals).isEmpty())
                .flatMap(recipe.discover()::batchAdvice)
                .ifPresent(
                        advice -> stage.progress().say("Warning: recipe.discover.training.batch_size " + advice + "."));
        Engine.getInstance().setRandomSeed((int) stage.seed());
        boolean continues = recipe.continues().isPresent();
        int batch = recipe.discover().training().batchSize();
        try (NDManager scope = stage.manager().newSubManager();
                DiscoveryObjective objective = new DiscoveryObjective(
                        recipe.discover(), rows, read.given(), k, agreed, continues, stage.manager())) {
            KnownPart known = continues ? continued(recipe, read, rows, objective, stage, scope) : read;
            try (Training<DiscoveryObjective.Drawn, NDArray> training = new Training<>(
                    recipe.discover().training(),
                    stage.training(),
                    objective,
                    DiscoveryObjective.batches(known, batch, recipe.discover().answerBatch()))) {
                training.run();
                write(training.result(), stage, scope);
                return work.with(known, objective.network(), training.result());
            }
        }
    }

    /** Starts from the weights of an earlier run, with its classes. */
    private static KnownPart continued(
            Discover recipe,
            KnownPart known,
            float[][] rows,
            DiscoveryObjective objective,
            StageContext stage,
            NDManager scope)
            throws IOException {
        Continued earlier = Continued.of(recipe.continues().orElseThrow(), known, rows, scope);
        earlier.load(objective.network().parameters(), known, rows);
        earlier.write(known, stage.folder()).forEach(stage.progress()::say);
        return earlier.naming(known);
    }

    /**
     * Returns what the trainings of earlier stages agree on (N, K). The order of the new classes is that of the training whose examples without a
     * label are nearest to their classes.
     */
    static float[][] agreed(Discover recipe, KnownPart known, float[][] rows, StageContext stage) throws IOException {
        String best = Discover.start(1);
        double most = Double.NEGATIVE_INFINITY;
        for (int start = 1; start <= recipe.startCount(); start++) {
            double own = stage.summaryOf(Discover.start(start)).metrics().get(COSINE);
            best = own > most ? Discover.start(start) : best;
            most = Math.max(own, most);
        }
        stage.progress()
                .say("The last training learns what " + recipe.startCount()
                        + " trainings agree on, with the new classes in the order of " + best + ".");
        Consensus agreed = new Consensus(
                probabilities(recipe, rows, best, stage), known.old().size());
        for (int start = 1; start <= recipe.startCount(); start++) {
            StopSignal.poll();
            if (!best.equals(Discover.start(start))) {
                agreed.add(probabilities(recipe, rows, Discover.start(start), stage), stage.manager());
            }
        }
        return agreed.mean();
    }

    /** Returns the class probabilities of a training of an earlier stage. */
    private static float[][] probabilities(Discover recipe, float[][] rows, String start, StageContext stage)
            throws IOException {
        try (NDManager scope = stage.manager().newSubManager()) {
            Map<String, NDArray> weights =
                    SafeTensors.read(stage.folderOf(start).resolve(HEAD), scope);
            try (DiscoveryNetwork network = DiscoveryNetwork.of(recipe.discover(), weights, scope)) {
                return network.probabilities(rows, network.parameters());
            }
        }
    }

    private static void write(ParameterArena weights, StageContext stage, NDManager scope) throws IOException {
        Path head = stage.folder().resolve(HEAD);
        AtomicFiles.write(head, file -> SafeTensors.write(file, weights.named(scope), Map.of("format", "winnow-1")));
    }
}
