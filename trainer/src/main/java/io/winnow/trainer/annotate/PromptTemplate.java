package io.winnow.trainer.annotate;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.file.TextFile;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A wording of a question, in which words in braces stand for its parts.
 *
 * @param name name of the wording, which follows the name of the model
 * @param text the wording
 */
public record PromptTemplate(String name, String text) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z_]+)}");
    private static final String TEXT = "text";

    /**
     * Reads a file.
     *
     * @param allowed the words that may be in braces
     * @param needed the words that must be
     * @throws UserException if the file does not exist, or if words are missing or unknown
     */
    public static PromptTemplate read(Path file, List<String> allowed, List<String> needed) throws IOException {
        String name = InputPaths.require(file).getFileName().toString().replaceFirst("\\.[^.]*$", "");
        PromptTemplate template = new PromptTemplate(
                name,
                String.join("\n", TextFile.lines(file.toString(), Files.newInputStream(file), TextCharset.UTF_8))
                        .strip());
        template.check(file.toString(), allowed, needed);
        return template;
    }

    /**
     * Reads a wording that comes with Winnow.
     *
     * @param owner a class beside which the wording lies as a resource
     */
    public static PromptTemplate embedded(Class<?> owner, String name) throws IOException {
        try (InputStream stream = owner.getResourceAsStream(name + ".txt")) {
            if (stream == null) {
                throw new IllegalStateException("The program lacks its resource " + name + ".txt.");
            }
            return new PromptTemplate(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip());
        }
    }

    private void check(String file, List<String> allowed, List<String> needed) {
        Matcher found = PLACEHOLDER.matcher(text);
        while (found.find()) {
            String word = found.group(1);
            if (!allowed.contains(word)) {
                throw new UserException(file + " has {" + word + "}, which stands for nothing; it may have {"
                        + String.join("}, {", allowed) + "}."
                        + EditDistance.nearest(word, allowed)
                                .map(near -> " Did you mean {" + near + "}?")
                                .orElse(""));
            }
        }
        for (String word : needed) {
            if (!text.contains("{" + word + "}")) {
                throw new UserException(file + " lacks {" + word + "}, which stands for "
                        + (word.equals(TEXT) ? "the item that is labelled" : "the " + word)
                        + ". Write it where that belongs.");
            }
        }
    }

    /** Replaces all words in braces at once, so that braces in a replacement mean nothing. */
    public String render(Map<String, String> parts) {
        Map<String, String> known = new TreeMap<>(parts);
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            String part = known.get(found.group(1));
            return Matcher.quoteReplacement(part == null ? found.group() : part);
        });
    }

    /** Puts a text between marks that do not occur in it, so that a model can tell it from its instructions. */
    public static String delimited(String text) {
        String mark = "text";
        for (int i = 1; text.contains("<" + mark + ">") || text.contains("</" + mark + ">"); i++) {
            mark = "text-" + i;
        }
        return "<" + mark + ">\n" + text + "\n</" + mark + ">";
    }
}
