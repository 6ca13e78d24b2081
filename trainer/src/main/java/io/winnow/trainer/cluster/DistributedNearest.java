package io.winnow.trainer.cluster;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.vectors.VectorTiles;
import io.winnow.trainer.workers.Place;
import io.winnow.trainer.workers.Workers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the nearest centers of vectors on workers. Each task writes those of a range into a file, and files that are there are not computed
 * again.
 *
 * @param vectors file with the vectors (N, D), in .npy, which all workers can read
 * @param folder folder for the files; the caller deletes it
 */
public record DistributedNearest(Workers workers, Path vectors, Path folder) {
    /**
     * Finds the nearest centers as {@link NearestCenters#find(VectorTiles, NDArray, int, Metric)} does.
     *
     * @return files of little-endian int32 in the order of the vectors: {@code count} centers for each vector, nearest first
     */
    public List<Path> find(NDArray centers, int count, Metric metric) throws IOException {
        Files.createDirectories(folder);
        int[] begins;
        try (VectorTiles tiles = VectorTiles.npy(vectors)) {
            begins = TileRanges.of(
                    Math.toIntExact(tiles.rows()), (int) centers.getShape().get(0));
        }
        List<Path> files = new ArrayList<>();
        List<Integer> missing = new ArrayList<>();
        for (int range = 0; range + 1 < begins.length; range++) {
            files.add(folder.resolve(range + ".i32"));
            if (!Files.exists(files.get(range))) {
                missing.add(range);
            }
        }
        if (!missing.isEmpty()) {
            Task task = new Task(
                    vectors.toAbsolutePath().toString(),
                    folder.toAbsolutePath().toString(),
                    begins,
                    missing.stream().mapToInt(each -> each).toArray(),
                    centers.toFloatArray(),
                    (int) centers.getShape().get(0),
                    count,
                    metric);
            workers.map("nearest centers", missing.size(), false, task);
        }
        return files;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Task(
            String vectors,
            String folder,
            int[] begins,
            int[] missing,
            float[] centers,
            int k,
            int count,
            Metric metric)
            implements Workers.Task {
        @Override
        public byte[] run(int number, Place place) throws IOException {
            Threads.use(place.processors());
            int range = missing[number];
            try (Autograd.Recording pause = Autograd.pause();
                    VectorTiles tiles = VectorTiles.npy(Path.of(vectors)).part(begins[range], begins[range + 1]);
                    NDManager scope = NDManager.newBaseManager(Device.cpu())) {
                int[] nearest = NearestCenters.find(
                        tiles, scope.create(centers, new Shape(k, centers.length / k)), count, metric);
                ByteBuffer bytes =
                        ByteBuffer.allocate(nearest.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asIntBuffer().put(nearest);
                AtomicFiles.write(
                        Path.of(folder).resolve(range + ".i32"), temporary -> Files.write(temporary, bytes.array()));
            }
            return new byte[0];
        }
    }
}
