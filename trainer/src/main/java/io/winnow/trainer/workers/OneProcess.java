package io.winnow.trainer.workers;

import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Workers that take turns in this process: a simulation of a cluster, which shows what a number of workers does to the result before there is
 * a cluster. It gives the same numbers as a cluster of that many workers.
 *
 * @param count number of simulated workers
 */
public record OneProcess(int count) implements Workers {
    /** Largest number of results that are combined at once. */
    public static final int FAN_IN = 8;

    @Override
    public String description() {
        return count + " simulated workers, which take turns in this process";
    }

    @Override
    public List<byte[]> map(String name, int tasks, boolean sticky, Task task) throws IOException {
        List<byte[]> results = new ArrayList<>();
        for (int number = 0; number < tasks; number++) {
            results.add(task.run(number, new Place(1, OptionalInt.empty(), "simulated " + number % count)));
        }
        return results;
    }

    @Override
    public byte[] reduce(String name, int tasks, boolean sticky, Task task, Combine combine) throws IOException {
        List<byte[]> level = map(name, tasks, sticky, task);
        while (level.size() > 1) {
            List<byte[]> next = new ArrayList<>();
            for (int begin = 0; begin < level.size(); begin += FAN_IN) {
                List<byte[]> group = level.subList(begin, Math.min(level.size(), begin + FAN_IN));
                next.add(group.size() == 1 ? group.get(0) : combine.combine(group));
            }
            level = next;
        }
        return level.get(0);
    }

    @Override
    public void close() {}

    /** Opens simulated workers. */
    static final class Provider implements WorkersProvider {
        private static final Pattern ADDRESS = Pattern.compile("simulated\\[(\\d{1,4})]");

        @Override
        public String addresses() {
            return "simulated[N], N workers that take turns in this process";
        }

        @Override
        public boolean accepts(String address) {
            return address.startsWith("simulated");
        }

        @Override
        public Workers open(String address, String name, Consumer<String> say) {
            Matcher parts = ADDRESS.matcher(address);
            if (!parts.matches() || Integer.parseInt(parts.group(1)) < 1) {
                throw new UserException("--on must be simulated[N] with N from 1 to 9999, found '" + address + "'.");
            }
            return new OneProcess(Integer.parseInt(parts.group(1)));
        }
    }
}
