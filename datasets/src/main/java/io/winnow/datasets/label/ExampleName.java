package io.winnow.datasets.label;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an example as a path of folders and a file.
 *
 * @param parts the parts of the path, at least one; the name of a folder may have none
 */
record ExampleName(List<String> parts) {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://");
    /** Label Studio serves local files under addresses such as {@code /data/local-files/?d=folder/a.png}. */
    private static final Pattern LOCAL_FILE = Pattern.compile(".*[?&]d=([^&]+).*");
    /** Label Studio prepends eight hexadecimal digits to the name of an uploaded file. */
    private static final Pattern UPLOADED = Pattern.compile("[0-9a-f]{8}-(.+)");

    private static final Pattern PERCENT = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final Pattern ENDING =
            Pattern.compile("(.+)\\.(jpe?g|jpe|jfif|png|webp|gif|bmp|tiff?|ppm|pgm|pnm|pbm)", Pattern.CASE_INSENSITIVE);

    /** How a name may differ from that of an example. Each step also allows the differences of the previous steps. */
    enum Step {
        EXACT("names as they are"),
        ENDING("names without their ending (.png or the like)"),
        UPLOADED("names without the prefix that Label Studio adds"),
        SPELLING("names compared without regard to case, Unicode form and %-escapes");

        private final String meaning;

        Step(String meaning) {
            this.meaning = meaning;
        }

        String meaning() {
            return meaning;
        }
    }

    /** Parses a path of any operating system, or a URL. */
    static ExampleName of(String text) {
        String path = text.replace('\\', '/');
        Matcher local = LOCAL_FILE.matcher(path);
        if (path.contains("d=") && local.matches()) {
            path = local.group(1);
        } else if (SCHEME.matcher(path).lookingAt()) {
            path = path.replaceFirst("^[^:]+://", "").replaceFirst("[?#].*$", "");
        }
        List<String> parts = Arrays.stream(path.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
        return new ExampleName(parts.isEmpty() ? List.of(path) : parts);
    }

    /**
     * Returns this name in the normalised form that a step compares.
     *
     * @param given whether the name comes from a label file, so a tool may have added a prefix
     */
    ExampleName at(Step step, boolean given) {
        if (step == Step.EXACT) {
            return this;
        }
        List<String> all = new ArrayList<>(step == Step.SPELLING ? of(spelling(toString())).parts : parts);
        int last = all.size() - 1;
        String file = all.get(last);
        if (given && step.compareTo(Step.UPLOADED) >= 0) {
            Matcher uploaded = UPLOADED.matcher(file);
            file = uploaded.matches() ? uploaded.group(1) : file;
        }
        Matcher ending = ENDING.matcher(file);
        all.set(last, ending.matches() ? ending.group(1) : file);
        return new ExampleName(all);
    }

    private static String spelling(String path) {
        String plain = path;
        if (PERCENT.matcher(path).find()) {
            try {
                plain = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                plain = path; // the name contains a literal percent sign
            }
        }
        return Normalizer.normalize(plain, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /** The rest of the path, beginning with one of its parts. */
    ExampleName from(int part) {
        return new ExampleName(parts.subList(part, parts.size()));
    }

    /** The beginning of the path, with some number of parts. */
    ExampleName first(int count) {
        return new ExampleName(parts.subList(0, count));
    }

    String file() {
        return parts.get(parts.size() - 1);
    }

    /** The number of trailing parts that two names have in common. */
    int agreement(ExampleName other) {
        int same = 0;
        while (same < Math.min(parts.size(), other.parts.size())
                && parts.get(parts.size() - 1 - same).equals(other.parts.get(other.parts.size() - 1 - same))) {
            same++;
        }
        return same;
    }

    @Override
    public String toString() {
        return String.join("/", parts);
    }
}
