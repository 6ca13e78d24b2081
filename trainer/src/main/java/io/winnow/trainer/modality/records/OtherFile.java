package io.winnow.trainer.modality.records;

import io.winnow.datasets.file.TextCharset;
import java.nio.file.Path;
import java.util.Map;

/**
 * A file with the columns of a training that is named by other means than the configuration, such as a command.
 *
 * @param charset character set of the file; by default that of the training
 * @param settings what the user sets by other names than the keys of the configuration, for messages
 */
public record OtherFile(Path path, TextCharset charset, Map<String, String> settings) {}
