package io.winnow.trainer.recipe.mlcd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.cluster.KMeans;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The file with the state of a clustering after its last iteration, from which a stopped run continues. */
record PartialClustering(Path file) {
    /** Returns the file in the folder of a stage. */
    static PartialClustering in(Path folder) {
        return new PartialClustering(folder.resolve("partial.safetensors"));
    }

    /** Reads the state; empty if there is none. */
    Optional<KMeans.State> read(NDManager manager) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, NDArray> saved = SafeTensors.read(file, manager);
        Map<String, String> counts = SafeTensors.metadata(file);
        return Optional.of(new KMeans.State(
                Integer.parseInt(counts.get("iteration")),
                saved.get("centers"),
                saved.get("weights"),
                0,
                0,
                Integer.parseInt(counts.get("reseeded")),
                saved.get("assignment").toIntArray()));
    }

    void write(KMeans.State state, NDManager manager) throws IOException {
        try (NDArray assignment = manager.create(state.assignment())) {
            AtomicFiles.write(
                    file,
                    temporary -> SafeTensors.write(
                            temporary,
                            Map.of("centers", state.centers(), "weights", state.weights(), "assignment", assignment),
                            Map.of(
                                    "iteration", Integer.toString(state.iteration()),
                                    "reseeded", Integer.toString(state.reseeded()))));
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
