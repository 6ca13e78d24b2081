package io.winnow.trainer.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** The exit code and the output of a command line that a test ran in this process. */
public record CommandRun(int code, String out, String err) {
    public static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Winnow.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new CommandRun(code, out.toString(), err.toString());
    }
}
