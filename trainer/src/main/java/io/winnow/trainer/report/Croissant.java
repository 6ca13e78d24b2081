package io.winnow.trainer.report;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Metadata of a data set in the format Croissant 1.0 of MLCommons (dataset-report.md, section 5). */
final class Croissant {
    private static final Map<String, String> FORMATS = Map.of(
            "csv", "text/csv",
            "tsv", "text/tab-separated-values",
            "jsonl", "application/jsonlines",
            "json", "application/json",
            "parquet", "application/vnd.apache.parquet",
            "txt", "text/plain",
            "tar", "application/x-tar",
            "gz", "application/gzip",
            "bin", "application/octet-stream");

    private final ReportInput input;
    private final List<Object> distribution = new ArrayList<>();
    /** Where the items are: fields refer to it. */
    private final List<Map<String, Object>> sources = new ArrayList<>();

    private Croissant(ReportInput input) {
        this.input = input;
    }

    /** Returns the metadata as JSON-LD. What is not known is left out. */
    static Map<String, Object> of(ReportInput input, String fingerprint) throws IOException {
        return new Croissant(input).build(fingerprint);
    }

    private Map<String, Object> build(String fingerprint) throws IOException {
        ReportData data = input.data();
        for (Map.Entry<String, List<Path>> part : data.files().entrySet()) {
            for (Path path : part.getValue()) {
                if (Files.isDirectory(path)) {
                    folder(part.getKey(), path);
                } else if (Files.isRegularFile(path)) {
                    file(path);
                }
            }
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("@context", CroissantContext.VALUES);
        json.put("@type", "sc:Dataset");
        json.put("conformsTo", "http://mlcommons.org/croissant/1.0");
        json.put("name", input.metadata().map(Metadata::name).orElse(data.name()));
        json.put(
                "description",
                input.metadata()
                        .map(Metadata::description)
                        .orElse(data.size() + " " + data.items().unit() + " with "
                                + data.labels().classNames().size() + " classes."));
        input.answers()
                .licence()
                .or(() -> input.metadata().map(Metadata::license))
                .or(data::licence)
                .ifPresent(licence -> json.put("license", licence));
        input.metadata().map(Metadata::url).ifPresent(url -> json.put("url", url));
        json.put("version", input.metadata().map(Metadata::version).orElse("1.0.0+" + fingerprint.substring(0, 12)));
        input.metadata().map(Metadata::datePublished).ifPresent(date -> json.put("datePublished", date));
        json.put("distribution", distribution);
        List<Object> sets = new ArrayList<>();
        if (!data.labels().classNames().isEmpty()) {
            sets.add(enumeration("classes", "sc:Enumeration", data.labels().classNames()));
        }
        sets.add(enumeration("splits", "cr:Split", data.split().parts()));
        sets.add(items());
        json.put("recordSet", sets);
        return json;
    }

    /** The names of properties that Croissant requires and that nobody has said. */
    static List<String> missing(Map<String, Object> json) {
        return List.of("license", "url", "datePublished").stream()
                .filter(each -> !json.containsKey(each))
                .toList();
    }

    private void file(Path path) throws IOException {
        String name = path.getFileName().toString();
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("@type", "cr:FileObject");
        file.put("@id", name);
        file.put("name", name);
        file.put("contentUrl", name);
        file.put("contentSize", Files.size(path) + " B");
        file.put("encodingFormat", format(name));
        file.put("sha256", new Fingerprint().add(path).hex());
        distribution.add(file);
        sources.add(Map.of("fileObject", Map.of("@id", name)));
    }

    private void folder(String part, Path path) throws IOException {
        List<String> endings = DataFiles.of(List.of(path)).endings().keySet().stream()
                .filter(each -> !each.isEmpty())
                .toList();
        Map<String, Object> set = new LinkedHashMap<>();
        set.put("@type", "cr:FileSet");
        set.put("@id", part + "-files");
        set.put("name", part + "-files");
        set.put(
                "includes",
                endings.stream()
                        .map(ending -> path.toAbsolutePath().normalize().getFileName() + "/**/*." + ending)
                        .toList());
        set.put("encodingFormat", endings.isEmpty() ? "application/octet-stream" : format("." + endings.get(0)));
        distribution.add(set);
        sources.add(Map.of("fileSet", Map.of("@id", part + "-files")));
    }

    private static String format(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (ending) {
            case "jpg", "jpeg" -> "image/jpeg";
            case "png", "gif", "webp", "bmp", "tiff" -> "image/" + ending;
            default -> FORMATS.getOrDefault(ending, "application/octet-stream");
        };
    }

    private static Map<String, Object> enumeration(String id, String type, List<String> values) {
        Map<String, Object> field = new LinkedHashMap<>();
        field.put("@type", "cr:Field");
        field.put("@id", id + "/name");
        field.put("name", "name");
        field.put("dataType", "sc:Text");
        Map<String, Object> set = new LinkedHashMap<>();
        set.put("@type", "cr:RecordSet");
        set.put("@id", id);
        set.put("name", id);
        set.put("dataType", type);
        set.put("key", Map.of("@id", id + "/name"));
        set.put("field", List.of(field));
        set.put(
                "data",
                values.stream().map(value -> Map.of(id + "/name", value)).toList());
        return set;
    }

    private Map<String, Object> items() {
        ReportData data = input.data();
        List<Object> fields = new ArrayList<>();
        fields.add(field("key", "sc:Text", "fullpath", null));
        if (data.items() instanceof ItemKind.Images) {
            fields.add(field("image", "sc:ImageObject", "content", null));
        } else if (data.items() instanceof ItemKind.Texts) {
            fields.add(field("text", "sc:Text", null, null));
        } else {
            ((ItemKind.Rows) data.items()).values().columns().forEach(column -> {
                Map<String, Object> field = field(column, "sc:Text", null, null);
                if (field.get("source") instanceof Map<?, ?> source) {
                    Map<Object, Object> extracted = new LinkedHashMap<>(source);
                    extracted.put("extract", Map.of("column", column));
                    field.put("source", extracted);
                }
                fields.add(field);
            });
        }
        if (!data.labels().classNames().isEmpty()) {
            fields.add(field("label", "sc:Text", null, "classes/name"));
        }
        fields.add(field("split", "sc:Text", null, "splits/name"));
        Map<String, Object> set = new LinkedHashMap<>();
        set.put("@type", "cr:RecordSet");
        set.put("@id", "items");
        set.put("name", "items");
        set.put("key", Map.of("@id", "items/key"));
        set.put("field", fields);
        return set;
    }

    private Map<String, Object> field(String name, String type, String property, String references) {
        Map<String, Object> field = new LinkedHashMap<>();
        field.put("@type", "cr:Field");
        field.put("@id", "items/" + name);
        field.put("name", name);
        field.put("dataType", type);
        if (!sources.isEmpty()) {
            Map<String, Object> source = new LinkedHashMap<>(sources.get(0));
            if (property != null && source.containsKey("fileSet")) {
                source.put("extract", Map.of("fileProperty", property));
            }
            field.put("source", source);
        }
        if (references != null) {
            field.put("references", Map.of("field", Map.of("@id", references)));
        }
        return field;
    }
}
