package io.winnow.datasets.file;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/** Reads dates and times of ISO 8601, in the forms that pandas, databases and labelling tools write. */
public final class IsoTime {
    /** The offset may be +02:00, +0200, +02 or Z. */
    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HHMM", "Z")
            .optionalEnd()
            .optionalStart()
            .parseLenient()
            .appendOffsetId()
            .parseStrict()
            .optionalEnd()
            .optionalStart()
            .appendLiteral('[')
            .appendZoneRegionId()
            .appendLiteral(']')
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT)
            .withChronology(IsoChronology.INSTANCE);

    private IsoTime() {}

    /**
     * Returns the instant of a date, whose day begins then, or of a date and a time, which a {@code T} or a blank separates. Without an
     * offset, they are taken to be in UTC. Empty if the text is neither.
     */
    public static Optional<Instant> find(String text) {
        TemporalAccessor parsed;
        try {
            parsed = FORMAT.parseBest(
                    text.strip().replaceFirst(" ", "T"), ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
        if (parsed instanceof ZonedDateTime zoned) {
            return Optional.of(zoned.toInstant());
        }
        LocalDateTime local = parsed instanceof LocalDate date ? date.atStartOfDay() : (LocalDateTime) parsed;
        return Optional.of(local.toInstant(ZoneOffset.UTC));
    }
}
