package io.winnow.trainer.recipe.mlcd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.cluster.Clusters;
import io.winnow.trainer.cluster.DistributedKMeans;
import io.winnow.trainer.cluster.HierarchicalKMeans;
import io.winnow.trainer.cluster.KMeans;
import io.winnow.trainer.cluster.KMeansOptions;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.vectors.Npy;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A k-means clustering in a stage, which stores its centers in the folder of the stage. If it was stopped, it continues where it was. */
record Clustering(KMeansOptions options, StageContext context) {
    private static final String CENTERS = "centers.safetensors";
    private static final String NAME = "centers";
    private static final String CELLS = "cells";

    /** Reads the centers (k, D) that {@link #run} wrote into the folder of its stage. */
    static NDArray centers(Path folder, NDManager manager) throws IOException {
        return SafeTensors.read(folder.resolve(CENTERS), manager).get(NAME);
    }

    /** Writes vectors into a file that workers can read, unless it is there. */
    static Path shared(VectorTiles vectors, Path folder, NDManager manager) throws IOException {
        Path file = folder.resolve("vectors.npy");
        Files.createDirectories(folder);
        if (!Files.exists(file)) {
            Npy.write(file, vectors, manager);
        }
        return file;
    }

    /** Clusters vectors (N, D) and writes the centers. */
    StageResult run(VectorTiles vectors) throws IOException {
        PartialClustering partial = PartialClustering.in(context.folder());
        Path cells = context.folder().resolve(CELLS);
        try (Clusters clusters =
                options.hierarchy().isPresent() ? inCells(vectors, cells) : inMemory(vectors, partial)) {
            AtomicFiles.write(
                    context.folder().resolve(CENTERS),
                    temporary -> SafeTensors.write(temporary, Map.of(NAME, clusters.centers()), Map.of()));
            partial.delete();
            AtomicFiles.delete(cells);
            return StageResult.of(Map.of(
                    "objective", clusters.objective(),
                    "iterations", (double) clusters.iterations(),
                    "reseeded", (double) clusters.reseeded()));
        }
    }

    private Clusters inCells(VectorTiles vectors, Path folder) throws IOException {
        int cells = options.hierarchy().orElseThrow().cells();
        try (Progress.Task task = context.progress().start(context.label(), "cells", 0, cells)) {
            return new HierarchicalKMeans(options, context.seed())
                    .fit(
                            vectors,
                            folder,
                            context.manager(),
                            new CellsProgress(task, context.stop()),
                            context.workers());
        }
    }

    /** Shows the progress of a two-level clustering, and ends it if the run was asked to stop. */
    private record CellsProgress(Progress.Task task, StopSignal stop) implements HierarchicalKMeans.Listener {
        @Override
        public void firstLevel(int iteration) {
            task.at(0, "first level: iteration " + iteration);
            stop.check();
        }

        @Override
        public void written(long vectors, long all) {
            task.at(0, "vectors to cells: " + vectors + " of " + all);
            stop.check();
        }

        @Override
        public void cells(int done) {
            task.at(done, "");
            stop.check();
        }
    }

    private Clusters inMemory(VectorTiles tiles, PartialClustering partial) throws IOException {
        Optional<KMeans.State> from = partial.read(context.manager());
        int done = from.map(KMeans.State::iteration).orElse(0);
        context.metrics().rewind(context.label(), done);
        try (Progress.Task task = context.progress().start(context.label(), "iterations", done, options.iterations())) {
            if (context.workers().isPresent() && DistributedKMeans.supports(options)) {
                Path folder = context.folder().resolve("ranges");
                Clusters clusters = new DistributedKMeans(
                                options,
                                context.seed(),
                                context.workers().get(),
                                shared(tiles, folder, context.manager()),
                                folder)
                        .fit(
                                from.orElse(null),
                                state -> {
                                    partial.write(state, context.manager());
                                    report(state, task);
                                },
                                context.manager());
                AtomicFiles.delete(folder);
                return clusters;
            }
            NDArray vectors = tiles.read(0, Math.toIntExact(tiles.rows()), context.manager());
            return new KMeans(options, context.seed()).fit(vectors, from.orElse(null), state -> {
                partial.write(state, context.manager());
                report(state, task);
            });
        }
    }

    private void report(KMeans.State state, Progress.Task task) throws IOException {
        context.record(
                state.iteration(),
                Map.of("objective", state.objective(), "moved", (double) state.moved(), "reseeded", (double)
                        state.reseeded()));
        task.at(
                state.iteration(),
                String.format(Locale.ROOT, "objective %.4f, %d moved", state.objective(), state.moved()));
        context.stop().check();
    }
}
