package io.winnow.trainer.report;

import java.util.Optional;

/**
 * Options of a report.
 *
 * @param seed seed of everything that is sampled
 * @param similarity smallest similarity of near duplicates; empty for the usual one of the kind of items
 * @param mirrored whether mirrored images count as near duplicates
 */
public record ReportOptions(long seed, Optional<Double> similarity, boolean mirrored) {}
