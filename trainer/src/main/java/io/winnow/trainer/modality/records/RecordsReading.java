package io.winnow.trainer.modality.records;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.source.Content;
import io.winnow.datasets.source.DataDescription;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.source.Encoding;
import io.winnow.datasets.source.ItemColumns;
import io.winnow.datasets.source.LabelDescription;
import io.winnow.datasets.source.Metadata;
import io.winnow.trainer.modality.DataPaths;
import io.winnow.trainer.modality.EncodingKey;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the files that a configuration of records describes: its own, and others with the same columns. */
record RecordsReading(RecordsConfig config) {
    /** See {@link RecordsConfig#read}. */
    DescribedData read(Content content) throws IOException {
        return read(content, EncodingKey.charset(config.encoding()), Map.of(), Set.of());
    }

    private DescribedData read(Content content, TextCharset charset, Map<String, String> settings, Set<String> optional)
            throws IOException {
        Map<String, LabelDescription> described = new LinkedHashMap<>();
        config.labels().forEach((label, each) -> described.put(label, each.description(label)));
        List<Metadata.PartFile> files = new ArrayList<>();
        config.paths()
                .forEach((part, path) -> files.add(new Metadata.PartFile(
                        part.equals("file") ? Optional.empty() : Optional.of(part),
                        DataPaths.require(path),
                        part.equals(RecordsConfig.UNLABELLED) ? plainColumns(described.values()) : Set.of())));
        return read(
                config.name(),
                files,
                content,
                new ItemColumns(
                        config.key(),
                        config.group(),
                        config.weight().map(each -> new ItemColumns.Weight(each.column(), each.map())),
                        config.split().column(),
                        config.split().foldColumn()),
                described,
                config.join(),
                charset,
                settings,
                optional);
    }

    /** See {@link RecordsConfig#readOther}. */
    DescribedData readOther(OtherFile other, Content content) throws IOException {
        List<Metadata.PartFile> files =
                List.of(new Metadata.PartFile(Optional.empty(), DataPaths.require(other.path())));
        ItemColumns columns =
                new ItemColumns(config.key(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
        return read(
                other.path().toString(),
                files,
                content,
                columns,
                Map.of(),
                List.of(),
                other.charset().or(EncodingKey.charset(config.encoding()).declared()),
                other.settings(),
                unneeded(other));
    }

    /** The column of the keys, which other files than those of the training need not have unless the user has named it for them. */
    private Set<String> unneeded(OtherFile other) {
        return config.key()
                .filter(name -> !other.settings().containsKey("key"))
                .map(Set::of)
                .orElse(Set.of());
    }

    /** See {@link RecordsConfig#readLabelled}. */
    DescribedData readLabelled(OtherFile other, Content content) throws IOException {
        Map<String, LabelConfig> judged = new LinkedHashMap<>();
        Predicate<String> has = column -> columns(other).stream().anyMatch(column::equalsIgnoreCase);
        config.judge()
                .map(name -> Map.of(name, config.labels().get(name)))
                .orElse(config.labels())
                .forEach((name, label) -> judged.put(name, label.ofJudged(name, has)));
        RecordsConfig described = new RecordsConfig(
                Optional.empty(),
                Optional.of(other.path()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                config.format(),
                config.encoding(),
                config.decimal(),
                config.join(),
                config.missing(),
                config.keep(),
                config.key(),
                List.of(),
                Optional.empty(),
                judged,
                config.judge().or(config::use),
                config.split().ofOnePart(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new RecordsReading(described)
                .read(
                        content,
                        other.charset()
                                .or(EncodingKey.charset(config.encoding()).declared()),
                        other.settings(),
                        unneeded(other));
    }

    /**
     * The columns that some of the files may lack: those of a label by whose truth the test examples are judged, which these need not have,
     * and of that truth, which training examples need not have.
     */
    private Set<String> partial(Map<String, LabelDescription> described) {
        Set<String> all = new TreeSet<>();
        described.keySet().stream()
                .filter(config.labels()::containsKey)
                .forEach(name -> all.addAll(config.labels().get(name).partial(name)));
        config.labels().entrySet().stream()
                .filter(each -> each.getValue().judge().isPresent())
                .flatMap(
                        each -> Stream.of(each.getKey(), each.getValue().judge().get()))
                .map(described::get)
                .filter(Objects::nonNull)
                .forEach(each -> all.addAll(plainColumns(List.of(each))));
        return all;
    }

    /** The columns of labels that have a column each. */
    private static Set<String> plainColumns(Collection<LabelDescription> described) {
        return described.stream()
                .flatMap(each ->
                        each.encoding() instanceof Encoding.Plain plain ? Stream.of(plain.column()) : Stream.empty())
                .collect(Collectors.toSet());
    }

    private List<String> columns(OtherFile other) {
        try {
            TextCharset charset =
                    other.charset().or(EncodingKey.charset(config.encoding()).declared());
            return RecordFile.read(
                            DataPaths.require(other.path()),
                            new RecordOptions("file of records", charset, config.format(), false, Set.of()))
                    .columns();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DescribedData read(
            String name,
            List<Metadata.PartFile> files,
            Content content,
            ItemColumns columns,
            Map<String, LabelDescription> described,
            List<RecordsConfig.Join> joins,
            TextCharset charset,
            Map<String, String> settings,
            Set<String> optional)
            throws IOException {
        Set<String> partial = new TreeSet<>(partial(described));
        if (described.values().stream().noneMatch(each -> each.encoding() instanceof Encoding.Rows)) {
            partial.addAll(optional);
        }
        Metadata metadata = new Metadata(
                files,
                config.format(),
                charset,
                joins.stream()
                        .map(each -> new Metadata.Join(DataPaths.require(each.file()), each.on(), each.optional()))
                        .toList(),
                config.missing(),
                joins.isEmpty() && described.isEmpty()
                        ? Optional.empty()
                        : config.keep().map(text -> LabelConfig.Cells.condition("keep", text)),
                config.decimal(),
                partial);
        try {
            return DescribedData.read(
                    name,
                    new DataDescription(
                            metadata,
                            content,
                            columns,
                            described,
                            described.isEmpty()
                                    ? List.of()
                                    : config.usedName().map(List::of).orElse(List.of()),
                            settings));
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
    }
}
