package io.winnow.trainer.modality;

/**
 * An input of an exported model.
 *
 * @param name its name
 * @param shape its shape and data type, such as {@code (batch, 57) float32}
 * @param tokens whether it consists of token and segment ids (batch, 2, length)
 * @param variableLength whether its third axis has any length
 */
public record ServedInput(String name, String shape, boolean tokens, boolean variableLength) {
    /** Creates an input of which only the number of examples varies. */
    public ServedInput(String name, String shape) {
        this(name, shape, false, false);
    }
}
