package io.winnow.trainer.published;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.pretrained.HeadlessConfig;
import io.winnow.models.pretrained.Published;
import java.util.List;
import java.util.Optional;

/** What the configuration of a library says of the head beside an encoder: the names of its outputs, and what they mean. */
final class PublishedHeadConfig {
    private static final String PROBLEM_TYPE = "problem_type";

    private PublishedHeadConfig() {}

    /**
     * Makes a configuration describe a head in place of the published one.
     *
     * @param config the published configuration; changed in place
     * @param head the head that is written; empty if there is none, so that the library builds the encoder alone
     */
    static void set(ObjectNode config, Optional<PublishedEncoder.Head> head) {
        HeadlessConfig.removeOutputs(config);
        boolean timm = config.path("architecture").isTextual();
        if (timm) {
            config.put("num_classes", head.map(each -> each.names().size()).orElse(0));
        }
        if (head.isEmpty()) {
            HeadlessConfig.make(config);
            return;
        }
        List<String> names = head.get().names();
        if (timm) {
            ArrayNode list = config.putArray("label_names");
            names.forEach(list::add);
        } else {
            ObjectNode labels = config.putObject("id2label");
            ObjectNode numbers = config.putObject("label2id");
            for (int c = 0; c < names.size(); c++) {
                labels.put(Integer.toString(c), names.get(c));
                numbers.put(names.get(c), c);
            }
        }
        Published.Outputs outputs = head.get().values().outputs();
        if (outputs != Published.Outputs.usual(names.size())) {
            config.put(PROBLEM_TYPE, outputs.problemType());
        }
    }
}
