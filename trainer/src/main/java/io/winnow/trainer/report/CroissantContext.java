package io.winnow.trainer.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** The names that Croissant 1.0 gives to its terms in JSON-LD. */
final class CroissantContext {
    /** The value of {@code @context}. */
    static final Map<String, Object> VALUES = values();

    private CroissantContext() {}

    private static Map<String, Object> values() {
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("@language", "en");
        context.put("@vocab", "https://schema.org/");
        context.put("cr", "http://mlcommons.org/croissant/");
        context.put("dct", "http://purl.org/dc/terms/");
        context.put("rai", "http://mlcommons.org/croissant/RAI/");
        context.put("sc", "https://schema.org/");
        context.put("conformsTo", "dct:conformsTo");
        context.put("data", Map.of("@id", "cr:data", "@type", "@json"));
        context.put("dataType", Map.of("@id", "cr:dataType", "@type", "@vocab"));
        context.put("examples", Map.of("@id", "cr:examples", "@type", "@json"));
        for (String term : new String[] {
            "citeAs",
            "column",
            "extract",
            "field",
            "fileObject",
            "fileProperty",
            "fileSet",
            "format",
            "includes",
            "isLiveDataset",
            "jsonPath",
            "key",
            "md5",
            "parentField",
            "path",
            "recordSet",
            "references",
            "regex",
            "repeated",
            "replace",
            "separator",
            "source",
            "subField",
            "transform"
        }) {
            context.put(term, "cr:" + term);
        }
        return context;
    }
}
