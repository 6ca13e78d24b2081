package io.winnow.trainer.draft;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A configuration in which places such as {@code <epochs>} are filled: a resource beside this class. */
final class Template {
    private static final Pattern PLACE = Pattern.compile("<([a-z_]+)>");
    private static final String DATA = "    ";

    private final String name;
    private final Map<String, String> values = new HashMap<>();

    /** @param name name of the resource */
    Template(String name) {
        this.name = name;
    }

    Template put(String place, Object value) {
        values.put(place, String.valueOf(value));
        return this;
    }

    /** Fills the place of the data, which is a line of its own. */
    Template data(List<String> lines) {
        return put("data", lines.stream().map(line -> DATA + line).collect(Collectors.joining("\n")));
    }

    /** Returns the filled text. */
    String fill() throws IOException {
        try (InputStream stream = Template.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("The program lacks its resource " + name + ".");
            }
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(value(place.group(1))));
        }
    }

    private String value(String place) {
        String value = values.get(place);
        if (value == null) {
            throw new IllegalStateException(name + " has the place <" + place + ">, for which there is no value.");
        }
        return value;
    }
}
