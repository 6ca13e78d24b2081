package io.winnow.models.pretrained;

import java.util.List;
import java.util.Optional;

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
    /**
     * A linear layer on the representation.
     *
     * @param weight stored name of the weights (classes, D)
     * @param bias stored name of the biases (classes)
     * @param size number of classes
     * @param classes names of the classes by the configuration; empty if it names none
     */
    public record Head(String weight, String bias, int size, List<String> classes) {
        public Head {
            classes = List.copyOf(classes);
        }
    }
}
