package io.winnow.trainer.report;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.AnnotationFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the modules of a report have.
 *
 * @param data the data
 * @param facts what one pass over the items found
 * @param options options of the user
 * @param metadata what a Croissant file beside the data says; empty if there is none
 * @param answers answers to the questions that only people can answer
 * @param audit the labels of these data in the list of an audit of the run; empty if there is none, or if its labels are not one class each
 * @param annotations labels of several annotators; empty if there are none
 * @param corrections file of corrected labels; empty if there is none
 * @param representation vectors of the items; empty if there are none
 * @param rightOnTest whether the run predicts the label of each test item, by key; empty if that is not known
 * @param manager manager for computations on vectors
 */
public record ReportInput(
        ReportData data,
        ItemFacts facts,
        ReportOptions options,
        Optional<Metadata> metadata,
        Answers answers,
        Optional<AuditList> audit,
        Optional<AnnotationFile> annotations,
        Optional<Path> corrections,
        Optional<Representation> representation,
        Map<String, Boolean> rightOnTest,
        NDManager manager) {}
