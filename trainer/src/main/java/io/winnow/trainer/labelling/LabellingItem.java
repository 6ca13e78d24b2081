package io.winnow.trainer.labelling;

import io.winnow.datasets.label.LabelText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An item that a person is to label.
 *
 * @param id key of the item, by which its answers are joined
 * @param file path of its file as the tool finds it below the folder of the data; empty if the item has none
 * @param text its text; empty for an image
 * @param guesses what a model takes it for: one class, or several if items may have several; none if people should not see it, or if there is no
 *     model
 * @param boxes what is needed to draw boxes in it; empty if the item is labelled as a whole
 */
public record LabellingItem(
        String id, Optional<String> file, Optional<String> text, List<Guess> guesses, Optional<BoxTask> boxes) {
    public LabellingItem {
        guesses = List.copyOf(guesses);
    }

    /** An item that is labelled as a whole. */
    public LabellingItem(String id, Optional<String> file, Optional<String> text, List<Guess> guesses) {
        this(id, file, text, guesses, Optional.empty());
    }

    /**
     * A class that a model gives an item.
     *
     * @param probability its probability, in [0, 1]
     */
    public record Guess(String label, double probability) {}

    /** Returns the names of guesses as the text of a cell: separated as those of {@link LabelText}, and empty if there are none. */
    public static String names(List<Guess> guesses) {
        return LabelText.joined(guesses.stream().map(Guess::label).toList());
    }

    /** Returns the probabilities of guesses as the text of a cell: separated as those of {@link LabelText}, and empty if there are none. */
    public static String probabilities(List<Guess> guesses) {
        return guesses.stream()
                .map(guess -> String.format(Locale.ROOT, "%.3f", guess.probability()))
                .collect(Collectors.joining(LabelText.SEPARATOR));
    }

    /** Reads guesses from the cells of {@link #names} and {@link #probabilities}. */
    public static List<Guess> guesses(Optional<String> names, Optional<String> probabilities) {
        List<String> numbers = probabilities
                .map(cell -> List.of(cell.split(Pattern.quote(LabelText.SEPARATOR))))
                .orElse(List.of());
        if (names.isEmpty() || numbers.isEmpty()) {
            return List.of();
        }
        // The name of a single class may have the separator in it.
        List<String> labels = numbers.size() == 1 ? List.of(names.get()) : List.copyOf(LabelText.parts(names.get()));
        return IntStream.range(0, Math.min(labels.size(), numbers.size()))
                .mapToObj(i -> new Guess(labels.get(i), Double.parseDouble(numbers.get(i))))
                .toList();
    }
}
