package io.winnow.trainer.report;

import java.io.IOException;
import java.util.Optional;

/** A part of the report, which needs no other. */
interface ReportModule {
    /** Returns the key of the part in {@code report.json}. */
    String id();

    /** Returns the title on the page. */
    String title();

    /** Returns a sentence on what the module would need if it lacks something; empty if it can run. */
    Optional<String> lacks(ReportInput input);

    /** Computes the part. */
    Section run(ReportInput input) throws IOException;
}
