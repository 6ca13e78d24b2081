package io.winnow.trainer.cli;

import io.winnow.trainer.audit.Audits;
import io.winnow.trainer.audit.ClassFindings;
import io.winnow.trainer.audit.Findings;
import io.winnow.trainer.audit.NoiseEstimate;
import io.winnow.trainer.audit.SetFindings;
import io.winnow.trainer.audit.item.ItemFindings;
import io.winnow.trainer.evaluate.MissingLabelDetection;
import io.winnow.trainer.evaluate.WrongLabelDetection;
import io.winnow.trainer.modality.LabelledExamples;
import io.winnow.trainer.run.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code winnow audit} prints.
 *
 * @param checked the share of wrong labels among random examples, if a person checked some
 * @param target folder of the output
 */
record AuditReport(
        Findings findings, ItemFindings items, LabelledExamples data, Optional<NoiseEstimate> checked, Path target) {
    /** Returns how well each method finds the mistakes, if the true labels are known. */
    private Map<String, Map<String, Double>> detection() {
        Map<String, Map<String, Double>> detection = new LinkedHashMap<>();
        if (findings instanceof ClassFindings classes) {
            data.trueLabels()
                    .ifPresent(truth -> classes.audit()
                            .opinions()
                            .forEach((method, opinion) -> detection.put(
                                    method,
                                    WrongLabelDetection.of(
                                            truth,
                                            classes.audit().given().classes(),
                                            opinion.wrong(),
                                            opinion.suggested()))));
        } else if (findings instanceof SetFindings sets) {
            data.trueLabelSets()
                    .ifPresent(truth -> Audits.methods(sets.audit().given())
                            .forEach(method -> detection.put(
                                    method,
                                    MissingLabelDetection.of(
                                            truth,
                                            sets.audit().given(),
                                            sets.audit().missing().get(method),
                                            sets.audit().listed().get(method)))));
        }
        return detection;
    }

    /** Returns the report as one JSON object. */
    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("examples", findings.size());
        Optional<NoiseEstimate> known = findings instanceof ClassFindings classes
                ? Optional.of(classes.verdict().estimate())
                : checked;
        known.ifPresent(estimate -> {
            Map<String, Object> share = new LinkedHashMap<>();
            share.put("estimate", estimate.share());
            share.put("low", estimate.low());
            share.put("high", estimate.high());
            share.put("basis", estimate.answers() > 0 ? "checked" : "models");
            share.put("checked", estimate.answers());
            all.put("wrong_share", share);
        });
        if (findings instanceof ClassFindings classes) {
            all.put("calibrated", classes.verdict().calibrated());
            all.put("confident_learning_wrong", classes.audit().joint().issues());
        }
        if (!Double.isNaN(items.limit())) {
            Map<String, Object> found = new LinkedHashMap<>();
            items.counts().forEach((kind, count) -> found.put(kind.id(), count));
            found.put("outlier_limit", items.limit());
            all.put("items", found);
        }
        all.put("detection", detection());
        all.put("output", target.toString());
        return Json.line(all);
    }

    /** Returns the report for people. */
    String text() {
        Map<String, Map<String, Double>> detection = detection();
        return (detection.isEmpty() ? "" : ResultTable.of(detection) + System.lineSeparator())
                + findings.sentence()
                + (findings instanceof ClassFindings
                        ? ""
                        : checked.map(each -> " " + each.sentence()).orElse(""))
                + (items.sentence().isEmpty()
                        ? ""
                        : System.lineSeparator() + items.sentence() + " They are listed in items.csv and items.jsonl.")
                + System.lineSeparator() + "Wrote labels.csv, labels.jsonl and audit.html to " + target + ".";
    }
}
