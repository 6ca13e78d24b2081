package io.winnow.trainer.sweep;

import java.util.Map;

/**
 * A place for one training at a time.
 *
 * @param name name of the device for people
 * @param environment variables for the process of the training, which make it see this device only
 */
public record Slot(String name, Map<String, String> environment) {
    public Slot {
        environment = Map.copyOf(environment);
    }
}
