package io.winnow.trainer.export;

import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.torch.TorchArchive;
import io.winnow.trainer.export.onnx.OnnxMerge;
import io.winnow.trainer.merge.MergeFigures;
import io.winnow.trainer.merge.MergeKind;
import io.winnow.trainer.merge.MergedTensor;
import io.winnow.trainer.merge.MergedWeights;
import io.winnow.trainer.modality.Modalities;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ExportedBundle;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Merges two exports of one architecture into a new one: a copy of the first, in whose files every tensor is the merge of those of both. The
 * network of an export is known to its files alone, so each file is merged by itself; formats that only one export has are left out.
 */
public final class BundleMerge {
    /** What was measured on the first model, or describes files that are not merged. */
    private static final Set<String> LEFT_OUT = Set.of("parity.json", "MODEL_CARD.md", "onnx-int8");

    private final ExportedBundle first;
    private final ExportedBundle second;
    private final MergeKind kind;
    private final double share;

    /**
     * @param share share of the second export, in [0, 1]
     * @throws UserException if the exports do not fit together
     */
    public BundleMerge(Path first, Path second, MergeKind kind, double share) throws IOException {
        this.first = Modalities.export(first);
        this.second = Modalities.export(second);
        this.kind = kind;
        this.share = share;
        requireSame();
    }

    private void requireSame() {
        ModelDescription own = first.description();
        ModelDescription other = second.description();
        for (ExportedBundle each : List.of(first, second)) {
            if (!each.description().precision().equals("float32")) {
                throw new UserException(
                        each.folder() + " has weights of " + each.description().precision()
                                + ", but only those of float32 can be merged. Merge the runs, and export the result with --half.");
            }
            if (each.description().calibration() != null) {
                throw new UserException(
                        each.folder() + " is calibrated, which would not hold for the merged model. Merge the"
                                + " runs, and export the result with --calibrate.");
            }
        }
        if (own.kind() != other.kind() || own.dimension() != other.dimension()) {
            throw new UserException(first.folder() + " computes " + own.dimension() + " "
                    + own.output().kind().output()
                    + ", but " + second.folder() + " computes " + other.dimension() + " "
                    + other.output().kind().output()
                    + ". Only models of the same architecture can be merged.");
        }
        if (!Json.line(own.input()).equals(Json.line(other.input()))) {
            throw new UserException(first.folder() + " and " + second.folder() + " take different inputs: "
                    + Json.line(own.input()) + " and " + Json.line(other.input())
                    + ". Only models with the same preprocessing can be merged.");
        }
        List<String> names = own.target() == null ? List.of() : own.target().names();
        List<String> others =
                other.target() == null ? List.of() : other.target().names();
        if (!names.equals(others)) {
            throw new UserException(first.folder() + " has the classes " + names + ", but " + second.folder() + " has "
                    + others + ". Only models of the same classes in the same order can be merged.");
        }
    }

    /**
     * Writes the merged export. If this fails, no folder is left.
     *
     * @param target folder of the new export, which does not exist
     * @return in which way tensors were merged
     */
    public MergeFigures write(Path target, NDManager manager) throws IOException {
        MergeFigures[] figures = new MergeFigures[1];
        AtomicFiles.directory(target, folder -> {
            List<Path> merged = new ArrayList<>();
            try (Stream<Path> files = Files.walk(first.folder())) {
                for (Path file : files.sorted().toList()) {
                    Path relative = first.folder().relativize(file);
                    if (!LEFT_OUT.contains(relative.getName(0).toString())) {
                        MergeFigures own = write(file, relative, folder, manager);
                        if (own != null) {
                            own.requireRelated(
                                    first.folder().toString(), second.folder().toString());
                            figures[0] = own;
                            merged.add(relative);
                        }
                    }
                }
            }
            if (merged.isEmpty()) {
                throw new UserException(first.folder() + " and " + second.folder()
                        + " have no file of weights in the same format. Export both with the same --format.");
            }
            ModelDescription own = first.description();
            Files.writeString(
                    folder.resolve(ModelDescription.FILE),
                    Json.page(own.renamed(target.getFileName().toString())));
            Files.writeString(
                    folder.resolve("MODEL_CARD.md"),
                    "# Model card: " + target.getFileName() + "\n\nThe weights of two exports, merged ("
                            + kind.name().toLowerCase(Locale.ROOT) + ", share of the second: " + share + "):\n\n- "
                            + first.folder().toAbsolutePath() + "\n- "
                            + second.folder().toAbsolutePath()
                            + "\n\nThe merged model has not been evaluated yet.\n");
        });
        return figures[0];
    }

    /** Writes one file; returns how its tensors were merged, or null if it has none. */
    private MergeFigures write(Path file, Path relative, Path folder, NDManager manager) throws IOException {
        Path to = folder.resolve(relative.toString());
        if (Files.isSymbolicLink(file) || !Files.isDirectory(file)) {
            Files.createDirectories(to.getParent());
        }
        if (Files.isSymbolicLink(file)) {
            Files.createSymbolicLink(to, Files.readSymbolicLink(file));
            return null;
        }
        if (Files.isDirectory(file)) {
            return null;
        }
        ExportFormat format = Stream.of(ExportFormat.values())
                .filter(each -> relative.getName(0).toString().equals(each.folder()))
                .filter(each -> each.in(Path.of("")).getFileName().toString().endsWith(extension(file)))
                .findFirst()
                .orElse(null);
        if (format == null) {
            Files.copy(file, to);
            return null;
        }
        Path other = second.folder().resolve(relative.toString());
        if (!Files.isRegularFile(other)) {
            return null;
        }
        return switch (format) {
            case TORCHSCRIPT -> torchScript(file, other, to);
            case ONNX -> onnx(file, other, to);
            case SAFETENSORS -> safeTensors(file, other, to, manager);
        };
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(Math.max(0, name.lastIndexOf('.')));
    }

    private MergeFigures safeTensors(Path file, Path other, Path to, NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            MergedWeights merged =
                    MergedWeights.of(kind, share, SafeTensors.read(file, scope), SafeTensors.read(other, scope), scope);
            SafeTensors.write(to, merged.weights(), SafeTensors.metadata(file));
            return merged.figures();
        }
    }

    private MergeFigures torchScript(Path file, Path other, Path to) throws IOException {
        MergeFigures figures = new MergeFigures();
        if (!TorchArchive.merge(file, other, (a, b) -> merge(a, b, figures), to)) {
            throw different(file, other);
        }
        return figures;
    }

    private MergeFigures onnx(Path file, Path other, Path to) throws IOException {
        MergeFigures figures = new MergeFigures();
        if (!OnnxMerge.write(file, other, (a, b) -> merge(a, b, figures), to)) {
            throw different(file, other);
        }
        return figures;
    }

    private static UserException different(Path file, Path other) {
        return new UserException(file + " and " + other
                + " are different networks. Only models of the same architecture can be merged, of which both were exported"
                + " by the same version of Winnow.");
    }

    /** Merges two tensors of float32. Equal ones, among them all integers, stay as they are. */
    private byte[] merge(byte[] a, byte[] b, MergeFigures figures) {
        if (Arrays.equals(a, b)) {
            figures.keep();
            return a;
        }
        MergedTensor merged = MergedTensor.of(kind, doubles(a), doubles(b), share);
        figures.add(merged);
        ByteBuffer out = ByteBuffer.allocate(a.length).order(ByteOrder.LITTLE_ENDIAN);
        out.asFloatBuffer().put(merged.floats());
        return out.array();
    }

    private static double[] doubles(byte[] raw) {
        double[] wide = new double[raw.length / Float.BYTES];
        ByteBuffer in = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < wide.length; i++) {
            wide[i] = in.getFloat(i * Float.BYTES);
        }
        return wide;
    }
}
