package io.winnow.trainer.cli;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Starts Winnow in a process of its own. */
final class WinnowProcess {
    private WinnowProcess() {}

    /** Returns a command that runs Winnow with the Java of this process, its options and its class path. */
    static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-agent") && !argument.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Dwinnow.terminal=false", "-cp", System.getProperty("java.class.path"), Winnow.class.getName()));
        command.addAll(arguments);
        return command;
    }
}
