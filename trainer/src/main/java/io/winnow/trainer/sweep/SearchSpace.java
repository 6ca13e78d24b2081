package io.winnow.trainer.sweep;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values of several keys among which a search chooses.
 *
 * @param dimensions one for each key, at least one
 */
public record SearchSpace(List<Dimension> dimensions) {
    /** More trials are hardly meant. */
    private static final int MOST_TRIALS = 10_000;

    /** Draws for each trial, after which a space is taken to be exhausted. */
    private static final int DRAWS_PER_TRIAL = 1000;

    public SearchSpace {
        dimensions = List.copyOf(dimensions);
    }

    /**
     * Parses the options of a search.
     *
     * @param over lists of values, each as {@code KEY=V1,V2}
     * @param search ranges, each as {@code KEY=LOW..HIGH} with {@code :log} at the end for a logarithmic scale
     * @throws UserException if one of them is wrong, or if a key is given twice or set by the sweep itself
     */
    public static SearchSpace parse(List<String> over, List<String> search) {
        List<Dimension> dimensions = new ArrayList<>();
        over.forEach(each -> dimensions.add(Dimension.Choices.parse(each)));
        search.forEach(each -> dimensions.add(Dimension.Range.parse(each)));
        Set<String> keys = new HashSet<>();
        for (Dimension dimension : dimensions) {
            String key = dimension.key();
            if (Dimension.RESERVED.contains(key)) {
                throw new UserException("The key " + key + " is set by the sweep itself. "
                        + (key.equals("seed")
                                ? "Use --seeds."
                                : key.equals("device") ? "Use --devices." : "Leave it out: trials are numbered."));
            }
            if (!keys.add(key)) {
                throw new UserException(
                        "The key " + key + " is given twice by --over and --search. Give all of its values"
                                + " in one --over, or one range.");
            }
        }
        if (dimensions.isEmpty()) {
            throw new UserException(
                    "A sweep needs at least one key with several values. Add --over KEY=V1,V2,.. or --search"
                            + " KEY=LOW..HIGH.");
        }
        return new SearchSpace(dimensions);
    }

    /** Whether all dimensions are lists of values, so that there is a grid. */
    public boolean isGrid() {
        return dimensions.stream().allMatch(Dimension.Choices.class::isInstance);
    }

    /** Returns the number of points of the grid. */
    private long size() {
        long size = 1;
        for (Dimension dimension : dimensions) {
            size = Math.min(
                    Integer.MAX_VALUE,
                    size * ((Dimension.Choices) dimension).values().size());
        }
        return size;
    }

    /**
     * Returns all combinations of the values. The last dimension changes fastest.
     *
     * @throws UserException if there are ranges, or far too many combinations
     */
    public List<Setting> grid() {
        if (!isGrid()) {
            throw new UserException(
                    "All combinations were asked for, but --search gives a range, which has no end of values. Use"
                            + " --over for every key, or --strategy random or halving with --trials.");
        }
        requireFew(size());
        List<Map<String, String>> all = new ArrayList<>(List.of(Map.of()));
        for (Dimension dimension : dimensions) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> before : all) {
                for (String value : ((Dimension.Choices) dimension).values()) {
                    Map<String, String> next = new LinkedHashMap<>(before);
                    next.put(dimension.key(), value);
                    longer.add(next);
                }
            }
            all = longer;
        }
        return numbered(all);
    }

    /**
     * Draws different combinations. The first ones are the same for any number of them.
     *
     * @param trials number of combinations
     * @param seed seed of the draws
     * @throws UserException if there are not so many different combinations
     */
    public List<Setting> random(int trials, long seed) {
        requireFew(trials);
        Set<Map<String, String>> drawn = new LinkedHashSet<>();
        for (long draw = 0; drawn.size() < trials; draw++) {
            if ((isGrid() && trials > size()) || draw > (long) trials * DRAWS_PER_TRIAL) {
                throw new UserException("--trials is " + trials + ", but there are only "
                        + (isGrid() ? size() : "about " + drawn.size())
                        + " different combinations. Choose fewer trials, or give more values.");
            }
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 0; i < dimensions.size(); i++) {
                Dimension dimension = dimensions.get(i);
                values.put(dimension.key(), dimension.draw(CounterRandom.of(seed, draw, i)));
            }
            drawn.add(values);
        }
        return numbered(List.copyOf(drawn));
    }

    /**
     * Chooses the trials.
     *
     * @param trials number of combinations; null for all
     * @param seed seed of the draws
     * @throws UserException if the number of trials is missing or has no effect
     */
    List<Setting> settings(Strategy strategy, Integer trials, long seed) {
        if (strategy == Strategy.GRID && trials != null) {
            throw new UserException(
                    "A grid has all combinations, so --trials has no effect. Leave it out, or use --strategy"
                            + " random or halving.");
        }
        if (strategy == Strategy.RANDOM && trials == null) {
            throw new UserException(
                    isGrid()
                            ? "--strategy random needs --trials, the number of combinations to draw. Add it, or use"
                                    + " --strategy grid for all combinations."
                            : "A range has no end of values, so --search needs --trials, the number of combinations to"
                                    + " draw.");
        }
        if (trials == null) {
            return grid();
        }
        if (trials < 1) {
            throw new UserException("--trials must be at least 1; found " + trials + ".");
        }
        return random(trials, seed);
    }

    /**
     * Requires that no dimension is a key or below it.
     *
     * @param why why the key cannot be searched
     * @throws UserException if one is
     */
    void refuse(String key, String why) {
        if (dimensions.stream()
                .anyMatch(dimension ->
                        dimension.key().equals(key) || dimension.key().startsWith(key + "."))) {
            throw new UserException(why + ", so it cannot be searched. Leave it out, or choose another --strategy.");
        }
    }

    private static void requireFew(long trials) {
        if (trials > MOST_TRIALS) {
            throw new UserException("These are " + (trials >= Integer.MAX_VALUE ? "far too many" : trials)
                    + " combinations; a sweep has at most " + MOST_TRIALS
                    + " trials. Give fewer values, or draw some of them with --strategy random --trials N.");
        }
    }

    private static List<Setting> numbered(List<Map<String, String>> all) {
        List<Setting> settings = new ArrayList<>();
        all.forEach(values -> settings.add(new Setting(settings.size() + 1, values)));
        return settings;
    }
}
