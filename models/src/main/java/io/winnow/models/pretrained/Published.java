package io.winnow.models.pretrained;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A recognised checkpoint of a published encoder.
 *
 * @param family name of the family, such as {@code ResNet}
 * @param architecture options from which the network can be built
 * @param layout the library's names and forms of the parameters of the network
 * @param head the linear classification head that the file has beside the encoder, if there is one
 * @param <A> type of the architecture
 */
public record Published<A>(String family, A architecture, WeightLayout layout, Optional<Head> head) {
    /** What the outputs of a class head mean. */
    public enum Outputs {
        /** Logits of classes, exactly one of which is right: their softmax are probabilities. */
        ONE_CLASS("single_label_classification"),
        /** Logits of classes, any number of which are right: the logistic function of each is a probability. */
        ANY_CLASSES("multi_label_classification"),
        /** Numbers in their own unit. */
        NUMBERS("regression");

        private final String problemType;

        Outputs(String problemType) {
            this.problemType = problemType;
        }

        /** The value of {@code problem_type} in HuggingFace's configurations. */
        public String problemType() {
            return problemType;
        }

        /** What a head of so many outputs means, as HuggingFace's library has it, if the configuration does not say it. */
        public static Outputs usual(int size) {
            return size == 1 ? NUMBERS : ONE_CLASS;
        }
    }

    /**
     * A linear layer on the representation.
     *
     * @param weight stored name of the weights (classes, D)
     * @param bias stored name of the biases (classes)
     * @param size number of classes
     * @param classes names of the classes by the configuration; empty if it names none
     * @param outputs what the outputs mean
     * @param mean whether the layer takes the class token of a transformer followed by the mean of its patch tokens, in place of the
     *     representation
     */
    public record Head(String weight, String bias, int size, List<String> classes, Outputs outputs, boolean mean) {
        public Head {
            classes = List.copyOf(classes);
        }

        /** Whether names only number the outputs. HuggingFace's library calls classes without names LABEL_0, LABEL_1 and so on. */
        public static boolean areNumbers(List<String> names) {
            return IntStream.range(0, names.size())
                    .allMatch(i -> names.get(i).equals(Integer.toString(i))
                            || names.get(i).equals("LABEL_" + i));
        }

        /** Creates a head whose outputs are the usual ones. */
        public Head(String weight, String bias, int size, List<String> classes) {
            this(weight, bias, size, classes, Outputs.usual(size), false);
        }

        /** Returns this head on the class token and the mean of the patch tokens. */
        public Head withMean() {
            return new Head(weight, bias, size, classes, outputs, true);
        }
    }
}
