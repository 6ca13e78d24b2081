package io.winnow.trainer.workers;

import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** Opens workers by their address, such as {@code local[2]}. */
public final class WorkersAt {
    private WorkersAt() {}

    /**
     * Opens the workers at an address with the first engine that knows it.
     *
     * @param name name of the run, for people
     * @param say takes notes for the user
     * @throws UserException if no engine knows the address, or if there are no workers
     */
    public static Workers open(String address, String name, Consumer<String> say) {
        List<String> known = new ArrayList<>();
        List<WorkersProvider> providers = new ArrayList<>();
        providers.add(new OneProcess.Provider());
        ServiceLoader.load(WorkersProvider.class).forEach(providers::add);
        for (WorkersProvider provider : providers) {
            if (provider.accepts(address)) {
                return provider.open(address, name, say);
            }
            known.add(provider.addresses());
        }
        throw new UserException("--on must be an address of workers, found '" + address + "'. Known are: "
                + String.join("; ", known) + "."
                + (providers.size() > 1
                        ? ""
                        : " The library for Apache Spark (local[N], spark://HOST:PORT) is not on the class path: start"
                                + " bin/winnow of a distribution that has the folder spark/jars."));
    }
}
