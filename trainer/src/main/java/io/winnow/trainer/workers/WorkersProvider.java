package io.winnow.trainer.workers;

import java.util.function.Consumer;

/** Opens workers of one engine. Libraries offer theirs as a service of this type ({@link java.util.ServiceLoader}). */
public interface WorkersProvider {
    /** Forms of the addresses that this engine has, for messages. */
    String addresses();

    /** Whether an address is one of this engine. */
    boolean accepts(String address);

    /**
     * Opens the workers at an address.
     *
     * @param name name of the run, for people
     * @param say takes notes for the user
     * @throws io.winnow.trainer.run.UserException if there are none
     */
    Workers open(String address, String name, Consumer<String> say);
}
