package io.winnow.datasets.file;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The character set of files of text, and where a user can declare it, which messages name.
 *
 * @param declared what the user declared; empty for that of the byte order mark, or UTF-8
 * @param setting the key or the option by which it is declared; empty if there is none, so that files must be UTF-8 or have a mark
 */
public record TextCharset(Optional<Charset> declared, Optional<String> setting) {
    /** That of files whose character set cannot be declared. */
    public static final TextCharset UTF_8 = new TextCharset(Optional.empty(), Optional.empty());

    /** Returns the character set that the key {@code encoding} of a configuration may declare. */
    public static TextCharset ofKey(Optional<Charset> declared) {
        return new TextCharset(declared, Optional.of("encoding"));
    }

    /** Returns the character set that the option {@code --encoding} of a command may declare. */
    public static TextCharset ofOption(Optional<Charset> declared) {
        return new TextCharset(declared, Optional.of("--encoding"));
    }

    /** Returns the same setting with another character set if none is declared by it. */
    public TextCharset or(Optional<Charset> usual) {
        return new TextCharset(declared.or(() -> usual), setting);
    }

    /** Returns the arguments of a command by which {@link #ofOption} declares this character set; none if it is not declared. */
    public List<String> arguments() {
        return declared.map(charset -> List.of("--encoding", charset.name().toLowerCase(Locale.ROOT)))
                .orElse(List.of());
    }

    /** Returns what a user can do about a file that is not in this character set beside saving it as UTF-8, as the end of a sentence. */
    public String advice() {
        return setting.map(name -> ", or name its character set, such as windows-1252, with " + name)
                .orElse(", for instance with iconv -f windows-1252 -t utf-8 FILE > NEW if it is windows-1252");
    }
}
