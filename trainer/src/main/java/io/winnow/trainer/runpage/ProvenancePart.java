package io.winnow.trainer.runpage;

import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Page;
import io.winnow.trainer.run.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the numbers of runs come from: data with fingerprints, versions, configurations and files. */
record ProvenancePart(List<RunFiles> runs) {
    /** Number of files that are listed. */
    private static final int FILES = 200;

    Part part() throws IOException {
        List<Block> blocks = new ArrayList<>();
        blocks.add(data());
        blocks.add(circumstances());
        for (RunFiles run : runs) {
            blocks.add(new Block.Folded(
                    "Configuration of " + run.name() + ", with all defaults and overrides applied",
                    List.of(new Block.Code(run.run().experiment().toYaml()))));
        }
        if (runs.size() == 1) {
            blocks.add(new Block.Folded(
                    "Files of the run", List.of(files(runs.get(0).run().folder()))));
        }
        return new Part("provenance", "Data and provenance", blocks);
    }

    /** The data, each of which is listed once with the runs that read it. */
    private Block data() {
        Map<List<String>, List<String>> readers = new LinkedHashMap<>();
        for (RunFiles run : runs) {
            run.data()
                    .ifPresent(data -> data.sources()
                            .forEach((role, source) -> readers.computeIfAbsent(
                                            List.of(
                                                    role,
                                                    Page.name(source.name()),
                                                    Figures.count(source.examples()),
                                                    source.fingerprint()),
                                            key -> new ArrayList<>())
                                    .add(run.name())));
        }
        List<List<String>> rows = new ArrayList<>();
        readers.forEach((source, names) -> {
            List<String> row = new ArrayList<>(source);
            row.add(names.size() == runs.size() && names.size() > 1 ? "all runs" : String.join(", ", names));
            rows.add(row);
        });
        return rows.isEmpty()
                ? new Block.Text("No data have been read yet.")
                : new Block.Table(
                        "Data", List.of("part", "name", "examples", "fingerprint (SHA-256)", "read by"), rows);
    }

    private Block circumstances() {
        List<List<String>> rows = new ArrayList<>();
        for (RunFiles run : runs) {
            Manifest manifest = run.manifest();
            List<String> versions = new ArrayList<>();
            Optional.ofNullable(manifest.versions())
                    .ifPresent(all -> all.forEach((name, version) -> versions.add(name + " " + version)));
            rows.add(List.of(
                    run.name(),
                    manifest.status().toString(),
                    Long.toString(manifest.seed()),
                    manifest.device(),
                    Figures.time(manifest.started()),
                    Figures.time(manifest.updated()),
                    Optional.ofNullable(manifest.gitRevision()).orElse("not known"),
                    String.join(", ", versions)));
        }
        return new Block.Table(
                "Runs",
                List.of("run", "status", "seed", "device", "started", "last change", "Git revision", "versions"),
                rows);
    }

    private static Block files(Path folder) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(Files::isRegularFile).sorted().limit(FILES).toList()) {
                rows.add(List.of(folder.relativize(file).toString(), Figures.bytes(Files.size(file))));
            }
        }
        return new Block.Table(
                rows.size() == FILES ? "The first " + FILES + " files" : "", List.of("file", "size"), rows);
    }
}
