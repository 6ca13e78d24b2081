package io.winnow.trainer.cli;

import io.winnow.trainer.run.UserException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow completion}. */
@Command(
        name = "completion",
        description = {
            "Prints a script that completes commands and options of winnow in a shell.",
            "In bash: source <(winnow completion bash). In zsh: source <(winnow completion zsh). Put the line into"
                    + " ~/.bashrc or ~/.zshrc to keep it."
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    /** The script works in both: in zsh, it starts the emulation of bash's completion itself. */
    private static final List<String> SHELLS = List.of("bash", "zsh");

    @Parameters(paramLabel = "SHELL", description = "The shell: bash or zsh.")
    private String shell;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!SHELLS.contains(shell)) {
            throw new UserException("There is no completion for '" + shell + "'. The shell must be bash or zsh.");
        }
        spec.commandLine()
                .getOut()
                .println(AutoComplete.bash("winnow", spec.root().commandLine()));
        return 0;
    }
}
