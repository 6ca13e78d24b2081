package io.winnow.trainer.run;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Quotes command lines so that a user can paste them into a POSIX shell. */
public final class ShellQuote {
    /** Words that no shell changes. They must not begin with {@code =}, because zsh replaces such a word by the path of a command. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*");

    private ShellQuote() {}

    /** Returns an argument as it must be written: in single quotes if the shell would change it otherwise. */
    public static String word(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /**
     * Returns a command line of Winnow. It begins with the program as the user called it, for example {@code scripts/winnow}.
     *
     * @param arguments unquoted arguments of the program
     */
    public static String winnow(List<String> arguments) {
        return word(System.getProperty("winnow.command", "winnow"))
                + arguments.stream().map(ShellQuote::word).collect(Collectors.joining(" ", " ", ""));
    }
}
