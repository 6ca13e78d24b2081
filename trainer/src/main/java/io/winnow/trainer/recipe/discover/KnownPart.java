package io.winnow.trainer.recipe.discover;

import io.winnow.datasets.Shown;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is known of the training examples: the classes of the labelled ones. Classes are numbered anew, the old ones first.
 *
 * @param old names of the old classes, and of those that answers have named; these come last
 * @param first number of old classes without those that answers have named, as which an evaluation counts them
 * @param kept names of the first classes after these; the others are numbered
 * @param numbered how many numbers earlier runs have given away, which are not given again
 * @param given class of each training example in use, or -1 if it is not labelled (N)
 * @param answered positions of the examples that people have labelled in a project, ascending; their classes are in {@code given}, too
 * @param truth true classes of the examples without a label, in their order; empty if they are not known
 * @param test true classes of the test examples; empty if some are not known
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record KnownPart(
        List<String> old,
        int first,
        List<String> kept,
        int numbered,
        int[] given,
        int[] answered,
        Optional<TrueLabels> truth,
        Optional<TrueLabels> test) {
    static final int NONE = -1;
    static final String NEW = "new-";
    private static final long CLASSES = 1;
    private static final long EXAMPLES = 2;

    /**
     * Reads what is known.
     *
     * @param people the answers of people
     * @throws UserException if there are too few labels, or if every example has one
     */
    static KnownPart of(Discover recipe, TaskData data, Answers people) {
        ClassLabels labels = (ClassLabels) data.trainLabels();
        List<String> names = labels.classNames();
        int unlabelled = recipe.unlabelled().map(names::indexOf).orElse(NONE);
        if (recipe.unlabelled().isPresent() && unlabelled < 0) {
            throw new UserException("recipe.unlabelled is '"
                    + recipe.unlabelled().get()
                    + "', but no training example of " + data.train().name() + " has this label; the labels are "
                    + Shown.of(names) + ".");
        }
        int[] classes = labels.classes();
        if (recipe.hide().isPresent() && Arrays.stream(classes).anyMatch(c -> c < 0)) {
            throw new UserException("recipe.hide is for data in which every training example has a label, but "
                    + Arrays.stream(classes).filter(c -> c < 0).count() + " " + data.unit() + " of "
                    + data.train().name() + " have none. Leave it out.");
        }
        int oldCount = oldCount(recipe, labels, unlabelled);
        int[] numbers = numbers(recipe, labels, unlabelled);
        String[] old = new String[oldCount];
        for (int c = 0; c < names.size(); c++) {
            if (c != unlabelled && numbers[c] < oldCount) {
                old[numbers[c]] = names.get(c);
            }
        }
        int[] given = new int[classes.length];
        boolean[] kept = recipe.hide().isPresent() ? kept(recipe.hide().get(), classes, numbers, oldCount) : null;
        for (int i = 0; i < classes.length; i++) {
            boolean known = classes[i] >= 0 && classes[i] != unlabelled && (kept == null || kept[i]);
            given[i] = known ? numbers[classes[i]] : NONE;
        }
        Map<Integer, String> answers = people.of(data);
        List<String> all = new ArrayList<>(List.of(old));
        answers.values().stream()
                .distinct()
                .filter(name -> !all.contains(name))
                .sorted()
                .forEach(all::add);
        moveForward(numbers, names, all.subList(oldCount, all.size()), oldCount);
        answers.forEach((i, name) -> given[i] = all.indexOf(name));
        int[] hidden =
                IntStream.range(0, given.length).filter(i -> given[i] == NONE).toArray();
        require(recipe, data, all.size(), given, hidden.length);
        Optional<TrueLabels> truth = recipe.hide()
                .map(rule -> new TrueLabels(
                        Arrays.stream(hidden).map(i -> numbers[classes[i]]).toArray()));
        int[] answered = answers.keySet().stream().mapToInt(i -> i).toArray();
        return new KnownPart(
                List.copyOf(all), oldCount, List.of(), 0, given, answered, truth, test(data, numbers, unlabelled));
    }

    /** Lets the named ones of the new classes have the first numbers after the old ones. */
    private static void moveForward(int[] numbers, List<String> names, List<String> named, int oldCount) {
        int next = oldCount + named.size();
        Integer[] order = IntStream.range(0, numbers.length)
                .boxed()
                .sorted(Comparator.comparing(c -> numbers[c]))
                .toArray(Integer[]::new);
        for (int c : order) {
            if (numbers[c] >= oldCount) {
                int place = named.indexOf(names.get(c));
                numbers[c] = place >= 0 ? oldCount + place : next++;
            }
        }
    }

    /** Returns the same with names of classes after the old ones, which an earlier run gave them, of whose numbers some have a name by now. */
    KnownPart keeping(List<String> names, int count) {
        return new KnownPart(old, first, List.copyOf(names), count, given, answered, truth, test);
    }

    /** Without hidden labels, the old classes are those that have a labelled training example. */
    private static int oldCount(Discover recipe, ClassLabels labels, int unlabelled) {
        double[] counts = labels.counts();
        return recipe.hide()
                .map(rule -> (int) Math.max(1, Math.round(rule.old() * counts.length)))
                .orElseGet(() -> (int) IntStream.range(0, counts.length)
                        .filter(c -> c != unlabelled && counts[c] > 0)
                        .count());
    }

    /** Returns the new number of each class; {@link #NONE} for the name that means that there is no label. */
    private static int[] numbers(Discover recipe, ClassLabels labels, int unlabelled) {
        double[] counts = labels.counts();
        int[] order = recipe.hide().isPresent() && !recipe.hide().get().first()
                ? Permutation.of(counts.length, recipe.hide().get().seed(), CLASSES)
                : IntStream.range(0, counts.length)
                        .boxed()
                        .sorted(Comparator.comparing((Integer c) -> counts[c] == 0))
                        .mapToInt(c -> c)
                        .toArray();
        int[] numbers = new int[counts.length];
        int next = 0;
        for (int c : order) {
            numbers[c] = c == unlabelled ? NONE : next++;
        }
        return numbers;
    }

    /** Draws the examples of each old class that keep their label. */
    private static boolean[] kept(Hidden rule, int[] classes, int[] numbers, int oldCount) {
        boolean[] kept = new boolean[classes.length];
        for (int c = 0; c < numbers.length; c++) {
            int own = c;
            if (numbers[c] >= oldCount) {
                continue;
            }
            int[] members = IntStream.range(0, classes.length)
                    .filter(i -> classes[i] == own)
                    .toArray();
            int[] order = Permutation.of(members.length, CounterRandom.key(rule.seed(), EXAMPLES, c));
            for (int i = 0; i < Math.max(1, Math.round(rule.labelled() * members.length)); i++) {
                kept[members[order[i]]] = true;
            }
        }
        return kept;
    }

    private static void require(Discover recipe, TaskData data, int oldCount, int[] given, int hidden) {
        int known = given.length - hidden;
        if (known < 2 || oldCount < 1) {
            throw new UserException("Category discovery needs labelled " + data.unit() + " of at least one class; "
                    + data.train().name() + " has " + known + " of them.");
        }
        if (hidden == 0) {
            throw new UserException(
                    "All training " + data.unit() + " of " + data.train().name()
                            + " have a label, so that there is nothing to discover. Leave the labels of others blank, name"
                            + " the label that stands for `not labelled yet` with recipe.unlabelled, or hide labels for an experiment with recipe.hide.");
        }
        if (recipe.classes().isPresent() && recipe.classes().get() < oldCount) {
            throw new UserException("recipe.classes is the number of old and new classes together, and must be at least"
                    + " the number of old ones, which is " + oldCount + "; found "
                    + recipe.classes().get() + ".");
        }
    }

    private static Optional<TrueLabels> test(TaskData data, int[] numbers, int unlabelled) {
        if (!(data.test().labels() instanceof ClassLabels labels) || labels.size() == 0) {
            return Optional.empty();
        }
        boolean complete =
                Arrays.stream(labels.classes()).allMatch(c -> c >= 0 && c < numbers.length && c != unlabelled);
        return complete
                ? Optional.of(new TrueLabels(
                        Arrays.stream(labels.classes()).map(c -> numbers[c]).toArray()))
                : Optional.empty();
    }

    /** Returns the positions of the examples without a label, ascending. */
    int[] unlabelled() {
        return IntStream.range(0, given.length).filter(i -> given[i] == NONE).toArray();
    }

    /** Returns the names of the old classes that have fewer labelled examples than this. */
    List<String> seldom(int fewest) {
        int[] counts = new int[old.size()];
        Arrays.stream(given).filter(c -> c != NONE).forEach(c -> counts[c]++);
        return IntStream.range(0, counts.length)
                .filter(c -> counts[c] < fewest)
                .mapToObj(old::get)
                .toList();
    }

    /** Returns the name of an output. Numbers whose name a class has already are not given, such as one that came out of an earlier run. */
    String name(int output) {
        if (output < old.size()) {
            return old.get(output);
        }
        int place = output - old.size();
        if (place < kept.size()) {
            return kept.get(place);
        }
        int number = numbered + place - kept.size() + 1;
        for (int taken : takenNumbers()) {
            number += taken > numbered && taken <= number ? 1 : 0;
        }
        return NEW + number;
    }

    /** The numbers in the names of classes that look like those of new ones, ascending. */
    private int[] takenNumbers() {
        return Stream.concat(old.stream(), kept.stream())
                .filter(name ->
                        name.startsWith(NEW) && name.substring(NEW.length()).matches("[1-9]\\d{0,8}"))
                .mapToInt(name -> Integer.parseInt(name.substring(NEW.length())))
                .sorted()
                .toArray();
    }
}
