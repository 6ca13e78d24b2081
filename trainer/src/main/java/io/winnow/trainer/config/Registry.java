package io.winnow.trainer.config;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * The members of an open list, such as all modalities: those that come with Winnow, and those that a program adds while it runs. Added ones
 * come first, so that they can take the place of others. Thread-safe.
 */
public final class Registry<T> {
    private final List<T> own;
    private final List<T> added = new CopyOnWriteArrayList<>();

    /** @param own the members that come with Winnow */
    public Registry(List<T> own) {
        this.own = List.copyOf(own);
    }

    /** Ends a registration. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Adds a member until the registration is closed. */
    public Registration add(T member) {
        added.add(0, member);
        return () -> added.remove(member);
    }

    /** Returns all members. */
    public List<T> all() {
        return Stream.concat(added.stream(), own.stream()).toList();
    }

    /** Returns all members, in order. */
    public Stream<T> stream() {
        return all().stream();
    }
}
