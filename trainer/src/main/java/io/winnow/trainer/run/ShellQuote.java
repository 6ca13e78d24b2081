package io.winnow.trainer.run;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Command lines that a user can paste into a POSIX shell. */
public final class ShellQuote {
    /** Words that no shell changes: a leading {@code =} is left out because zsh looks up a command there. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*");

    private ShellQuote() {}

    /** The argument as it must be written, in single quotes where the shell would change it otherwise. */
    public static String word(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /**
     * A command line of Winnow itself, which begins with the program as the user called it ({@code scripts/winnow}, say).
     *
     * @param arguments of the program, unquoted
     */
    public static String winnow(List<String> arguments) {
        return word(System.getProperty("winnow.command", "winnow"))
                + arguments.stream().map(ShellQuote::word).collect(Collectors.joining(" ", " ", ""));
    }
}
