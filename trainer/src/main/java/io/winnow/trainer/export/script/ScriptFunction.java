package io.winnow.trainer.export.script;

import java.util.List;

/**
 * A parsed TorchScript function.
 *
 * @param file name of the resource that contains it
 * @param parameters names of the parameters
 */
public record ScriptFunction(String file, String name, List<String> parameters, List<Statement> body) {}
