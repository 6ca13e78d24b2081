package io.winnow.datasets.label;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Labels as texts, as pages show them and files of corrections have them: the name of a class or a level, a number, the names of several
 * classes between vertical bars, or the shares of a distribution. No label is an empty text.
 */
public final class LabelText {
    /** What stands between the classes of a set. */
    public static final String SEPARATOR = "|";

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d{1,15}([.]\\d*)?|[.]\\d+)([eE][+-]?\\d{1,2})?");

    private static final Pattern CODE = Pattern.compile("[+-]?0\\d");

    private LabelText() {}

    /** Returns the label of an example. */
    public static String of(Labels labels, int example) {
        if (!labels.known(example)) {
            return "";
        }
        List<String> names = labels.classNames();
        if (labels instanceof ClassLabels single) {
            return names.get(single.classes()[example]);
        } else if (labels instanceof OrdinalLabels ordinal) {
            return names.get(ordinal.levels()[example]);
        } else if (labels instanceof ClassSets sets) {
            return joined(Arrays.stream(sets.positives()[example])
                    .mapToObj(names::get)
                    .toList());
        } else if (labels instanceof NumberLabels numbers) {
            return Arrays.stream(numbers.values()[example])
                    .mapToObj(LabelText::number)
                    .collect(Collectors.joining(SEPARATOR));
        } else if (labels instanceof SoftLabels soft) {
            return shares(soft.distribution(example), names);
        } else if (labels instanceof VoteLabels votes) {
            return shares(votes.distribution(example), names);
        } else if (labels instanceof BagLabels bags) {
            return bags.bagNames().get(bags.bags()[example]);
        } else if (labels instanceof DomainLabels domains) {
            return domains.domainNames().get(domains.domains()[example]);
        } else if (labels instanceof ExcludedLabels excluded) {
            return (excluded.trusted()[example] == GivenNames.NONE
                            ? ""
                            : names.get(excluded.trusted()[example]) + SEPARATOR)
                    + Arrays.stream(excluded.excluded()[example])
                            .mapToObj(k -> "not " + names.get(k))
                            .collect(Collectors.joining(SEPARATOR));
        } else if (labels instanceof CandidateLabels candidates) {
            return joined(Arrays.stream(candidates.candidates()[example])
                    .mapToObj(names::get)
                    .toList());
        }
        return "";
    }

    /** Returns a number in its shortest form; an empty text if it is NaN. */
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        String text = BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
        return value == 0 ? "0" : text;
    }

    /** Returns the classes of a distribution with their shares, the largest first. */
    private static String shares(double[] distribution, List<String> names) {
        return IntStream.range(0, distribution.length)
                .filter(k -> distribution[k] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -distribution[k]))
                .map(k -> names.get(k) + String.format(Locale.ROOT, " %.2f", distribution[k]))
                .collect(Collectors.joining(SEPARATOR));
    }

    /** Returns the classes of a set as one text. */
    public static String joined(List<String> classes) {
        return String.join(SEPARATOR, classes);
    }

    /** Returns the parts of a label, in its order. */
    public static Set<String> parts(String label) {
        return Arrays.stream(label.split("\\Q" + SEPARATOR + "\\E"))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Returns a set with one of its classes replaced.
     *
     * @param old the class to take away; empty for none
     * @param other the class to add; empty for none
     */
    public static String with(String label, String old, String other) {
        Set<String> parts = parts(label);
        parts.remove(old);
        if (!other.isEmpty()) {
            parts.add(other);
        }
        return String.join(SEPARATOR, parts);
    }

    static boolean isNumber(String part) {
        return NUMBER.matcher(part).matches();
    }

    /** Whether a text is a number and not a code such as 007, whose zeros matter. */
    static boolean isPlainNumber(String label) {
        return isNumber(label) && !CODE.matcher(label).lookingAt();
    }
}
