package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The checkpoints of one training: {@code step-00000500/{model,optimizer,..}.safetensors, state.json, checksums}. A folder with this
 * name is complete; a damaged one is found by its checksums, and then has another name.
 */
public final class Checkpoints {
    private static final String PREFIX = "step-";
    private static final String DAMAGED = "damaged-";

    private final Path folder;

    public Checkpoints(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a checkpoint, and deletes those beyond the last {@code keep} that are not {@code bestStep}.
     *
     * @param parts arrays by name, by part: {@code model}, {@code optimizer}, ..
     */
    void save(Checkpoint.State state, Map<String, Map<String, NDArray>> parts, int keep) throws IOException {
        Path target = folder.resolve(PREFIX + String.format(Locale.ROOT, "%08d", state.step()));
        AtomicFiles.directory(target, temporary -> {
            Map<String, String> sums = new TreeMap<>();
            for (Map.Entry<String, Map<String, NDArray>> part : parts.entrySet()) {
                Path file = temporary.resolve(part.getKey() + ".safetensors");
                SafeTensors.write(file, part.getValue(), Map.of("format", "winnow-1"));
                sums.put(file.getFileName().toString(), sha256(file));
            }
            Path stateFile = temporary.resolve("state.json");
            Files.writeString(stateFile, Json.page(state));
            sums.put("state.json", sha256(stateFile));
            Files.writeString(
                    temporary.resolve("checksums"),
                    sums.entrySet().stream()
                            .map(sum -> sum.getValue() + "  " + sum.getKey() + "\n")
                            .collect(Collectors.joining()));
        });
        List<Checkpoint> all = all();
        for (Checkpoint old : all.subList(0, Math.max(0, all.size() - keep))) {
            if (old.step() != state.bestStep()) {
                AtomicFiles.delete(old.folder());
            }
        }
    }

    /**
     * The newest checkpoint that is not damaged; empty when there is none. Damaged ones on the way are set aside, so that later ones do
     * not push out a good one for them.
     *
     * @param warnings told of each damaged one
     */
    public Optional<Checkpoint> newest(Consumer<String> warnings) throws IOException {
        List<Checkpoint> all = all();
        for (int i = all.size() - 1; i >= 0; i--) {
            Optional<String> damage = damage(all.get(i));
            if (damage.isEmpty()) {
                return Optional.of(all.get(i));
            }
            Path damaged = all.get(i).folder();
            Path aside = folder.resolve(DAMAGED + damaged.getFileName());
            AtomicFiles.delete(aside);
            Files.move(damaged, aside);
            warnings.accept("Warning: checkpoint " + damaged + " is damaged (" + damage.get() + ") and set aside as "
                    + aside.getFileName() + "; falling back to the one before.");
        }
        return Optional.empty();
    }

    /** The checkpoint of a step. */
    public Optional<Checkpoint> at(long step) throws IOException {
        return all().stream().filter(checkpoint -> checkpoint.step() == step).findFirst();
    }

    /** All checkpoints, oldest first; damage is not looked for. */
    public List<Checkpoint> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.getFileName().toString().matches(PREFIX + "\\d+"))
                    .map(path -> new Checkpoint(
                            path, Long.parseLong(path.getFileName().toString().substring(PREFIX.length()))))
                    .sorted(Comparator.comparingLong(Checkpoint::step))
                    .toList();
        }
    }

    private static Optional<String> damage(Checkpoint checkpoint) {
        try {
            for (String line : Files.readAllLines(checkpoint.folder().resolve("checksums"))) {
                String[] sum = line.split(" {2}", 2);
                if (sum.length != 2
                        || !sha256(checkpoint.folder().resolve(sum[1])).equals(sum[0])) {
                    return Optional.of("checksum of " + sum[sum.length - 1]);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
