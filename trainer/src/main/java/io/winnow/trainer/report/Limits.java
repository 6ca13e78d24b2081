package io.winnow.trainer.report;

import io.winnow.datasets.inspect.NumberText;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Limits of badges for continuous integration.
 *
 * @param limits the limits
 */
public record Limits(List<Limit> limits) {
    /** The badges that a report may have, and that can be limited. */
    private static final List<String> NAMES = List.of(
            "corrupt",
            "unlabelled",
            "smallest_class",
            "missing",
            "duplicates",
            "leaks",
            "contradictions",
            "label_noise");

    private static final Pattern LIMIT = Pattern.compile("\\s*([a-z_]+)\\s*(?:([<>])\\s*([0-9.]+)\\s*(%?))?\\s*");

    public Limits {
        limits = List.copyOf(limits);
    }

    /**
     * A limit of a badge.
     *
     * @param name name of the badge
     * @param above whether larger numbers exceed it, rather than smaller ones
     * @param value the largest or smallest number that is allowed
     * @param percent whether it is a share in percent rather than a number of items
     */
    record Limit(String name, boolean above, double value, boolean percent) {}

    /**
     * Parses limits such as {@code leaks,duplicates>1%,smallest_class<10}. A name alone allows none.
     *
     * @throws UserException if the text is not understood
     */
    public static Limits parse(String text) {
        List<Limit> limits = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            Matcher matcher = LIMIT.matcher(each);
            if (!matcher.matches()
                    || (matcher.group(3) != null && !matcher.group(3).matches("\\d+(\\.\\d+)?"))) {
                throw new UserException("--fail-on: '" + each.strip()
                        + "' is not a limit. Write a name, such as leaks, or a name with a limit, such as duplicates>1% or"
                        + " smallest_class<10.");
            }
            String name = matcher.group(1);
            if (!NAMES.contains(name)) {
                throw new UserException(
                        "--fail-on: there is no badge '" + name + "'; " + Names.allowedAtEnd(name, NAMES));
            }
            limits.add(
                    matcher.group(2) == null
                            ? new Limit(name, true, 0, false)
                            : new Limit(
                                    name,
                                    matcher.group(2).equals(">"),
                                    Double.parseDouble(matcher.group(3)),
                                    !matcher.group(4).isEmpty()));
        }
        return new Limits(limits);
    }

    /**
     * Returns a sentence for each limit that is exceeded.
     *
     * @throws UserException if a badge is limited that the report does not have, since it would pass unseen
     */
    public List<String> exceeded(List<Badge> badges) {
        List<String> exceeded = new ArrayList<>();
        for (Limit limit : limits) {
            Badge badge = badges.stream()
                    .filter(each -> each.name().equals(limit.name()) && each.count() != null)
                    .findFirst()
                    .orElseThrow(
                            () -> new UserException(
                                    "--fail-on limits " + limit.name()
                                            + ", which this report does not know. Give it what the page says that part needs, or leave the limit out."));
            double value = limit.percent() ? 100 * badge.share() : badge.count();
            if (limit.above() ? value > limit.value() : value < limit.value()) {
                exceeded.add(badge.name() + ": " + NumberText.of(badge.count()) + " of " + badge.of() + " ("
                        + NumberText.percent(badge.share()) + "), but " + (limit.above() ? "at most " : "at least ")
                        + NumberText.of(limit.value()) + (limit.percent() ? "%" : "") + " allowed");
            }
        }
        return exceeded;
    }
}
