package io.winnow.trainer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.annotate.AnnotationFolder;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.taxonomy.Taxonomy;
import io.winnow.trainer.taxonomy.TaxonomyRounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder that {@code winnow taxonomy} writes. What a person has put there or edited is not replaced. */
final class TaxonomyFolder {
    static final String LABELS = "labels.jsonl";
    private static final String VERSIONS = "versions";
    private static final String VERSION = "(\\d{2,})-(generate|update|review|clusters)\\.json";

    private final Path labels;
    private final Path versions;
    private final Path answers;

    TaxonomyFolder(Path folder) {
        labels = folder.resolve(LABELS);
        versions = folder.resolve(VERSIONS);
        answers = folder.resolve(AnnotationFolder.ANSWERS);
    }

    /**
     * Requires that the labels and the versions, if there are any, are as this command wrote them.
     *
     * @throws UserException otherwise
     */
    void requireUnedited() throws IOException {
        if (Files.exists(labels) && !Files.exists(answers)) {
            throw new UserException(labels
                    + " exists already, and there is no answers.jsonl beside it, so it may not come from this command. Choose"
                    + " another folder with --output.");
        }
        List<Path> known = versions();
        if (Files.exists(labels)
                && !(Files.isRegularFile(labels) && !known.isEmpty() && isOf(known.get(known.size() - 1)))) {
            throw new UserException(
                    labels + " differs from the last version of the labels in " + versions
                            + ", so it may have been edited. Move it to another place, or choose another folder with --output.");
        }
    }

    /** Returns the files of the versions, the last one at the end. */
    private List<Path> versions() throws IOException {
        if (!Files.exists(versions)) {
            return List.of();
        }
        List<Path> files;
        try (Stream<Path> all = Files.isDirectory(versions) ? Files.list(versions) : Stream.of(versions)) {
            files = all.toList();
        }
        Optional<Path> other = files.stream()
                .filter(each -> !each.getFileName().toString().matches(VERSION))
                .findFirst();
        if (other.isPresent()) {
            throw new UserException(other.get()
                    + " does not come from this command, which writes its versions of the labels there. Move it to another"
                    + " place, or choose another folder with --output.");
        }
        return files.stream()
                .sorted(Comparator.comparingInt(TaxonomyFolder::number))
                .toList();
    }

    private static int number(Path version) {
        return Integer.parseInt(version.getFileName().toString().replaceAll(VERSION, "$1"));
    }

    private boolean isOf(Path version) throws IOException {
        List<Taxonomy.Category> categories = new ArrayList<>();
        try {
            for (JsonNode each : Json.read(version, JsonNode.class).at("/taxonomy/categories")) {
                categories.add(new Taxonomy.Category(
                        each.path("name").asText(), each.path("description").asText()));
            }
        } catch (IOException e) {
            return false;
        }
        Path written = Files.createTempFile("labels", ".jsonl");
        try {
            write(written, new Taxonomy(categories));
            return Files.mismatch(written, labels) < 0;
        } finally {
            Files.delete(written);
        }
    }

    /** Returns what {@link #write} replaces. */
    Stream<Path> written() {
        return Stream.of(labels, versions);
    }

    /** Writes all versions, and the labels of the last one. */
    void write(List<TaxonomyRounds.Version> all) throws IOException {
        AtomicFiles.directory(versions, folder -> {
            for (int v = 0; v < all.size(); v++) {
                String name = String.format(
                        Locale.ROOT, "%02d-%s.json", v + 1, all.get(v).step());
                Files.writeString(folder.resolve(name), Json.page(all.get(v)));
            }
        });
        write(labels, all.get(all.size() - 1).taxonomy());
    }

    private static void write(Path file, Taxonomy taxonomy) throws IOException {
        Iterable<List<Object>> rows = () -> withOther(taxonomy).stream()
                .map(each -> List.<Object>of(each.label(), each.name(), each.description()))
                .iterator();
        TableFile.write(file, List.of("label", "name", "description"), rows);
    }

    /** Returns the labels, and the one of texts that fit none. */
    static List<Taxonomy.Category> withOther(Taxonomy taxonomy) {
        List<Taxonomy.Category> categories = new ArrayList<>(taxonomy.categories());
        categories.add(Taxonomy.OTHER);
        return categories;
    }
}
