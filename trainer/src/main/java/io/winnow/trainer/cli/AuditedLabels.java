package io.winnow.trainer.cli;

import io.winnow.datasets.Shown;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.LabelText;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.trainer.audit.Audits;
import io.winnow.trainer.modality.LabelledExamples;
import io.winnow.trainer.modality.records.RecordDataConfig;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.supervised.GivenClasses;
import io.winnow.trainer.run.ShellQuote;
import io.winnow.trainer.run.UserException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Checks the labels that {@code winnow audit} is to judge.
 *
 * @param command the command, whose options must suit the labels
 * @param by the method that ranks labels
 * @param tasks whether tasks for labelling tools are wanted
 */
record AuditedLabels(CommandSpec command, String by, boolean tasks) {
    /**
     * Returns the labels of the training examples.
     *
     * @param run the run; empty if the labels of a file are audited
     * @throws UserException if an audit cannot check them, or if the options do not suit them
     */
    Labels of(LabelledExamples data, Optional<FinishedRun> run) {
        Labels labels = data.trainLabels();
        List<String> methods = Audits.methods(labels);
        if (labels instanceof NumberLabels numbers && methods.isEmpty()) {
            String label = run.map(each -> each.encoderRecipe().audited().data())
                    .filter(RecordDataConfig.class::isInstance)
                    .flatMap(each -> ((RecordDataConfig) each).records().usedName())
                    .orElse("NAME");
            throw new UserException("An audit needs one number for each example; "
                    + data.train().name() + " has "
                    + numbers.names().size() + ": " + Shown.of(numbers.names())
                    + ". Audit them one by one: add --accept-changed-data, which is needed because the labels differ from those of"
                    + " the training, and --set "
                    + ShellQuote.word("recipe.data.labels." + label + "={columns: null, column: "
                            + numbers.names().get(0) + "}")
                    + ".");
        }
        if (methods.isEmpty()) {
            LabelKind.of(labels.getClass()).ifPresent(kind -> {
                throw new UserException("The " + data.unit() + " have labels of the kind " + kind + " ("
                        + kind.description()
                        + "), which an audit cannot check. It takes labels of the kinds class, multi,"
                        + " soft, votes, ordinal and number.");
            });
            return GivenClasses.of(data); // says which labels are needed
        }
        Optional<String> barred = labels.classNames().stream()
                .filter(name -> labels instanceof ClassSets && name.contains(LabelText.SEPARATOR))
                .findFirst();
        if (barred.isPresent()) {
            throw new UserException("The class '" + barred.get() + "' of "
                    + data.train().name()
                    + " has a vertical bar in its name, which stands between classes in the lists and corrections of"
                    + " an audit. Give it another name with data.labels.*.rename.");
        }
        if (!(labels instanceof ClassLabels)) {
            new OptionRules(command)
                    .refuses("Only labels of one class each are compared with annotations.", "--opinion");
        }
        if (!(labels instanceof ClassLabels) && !methods.contains(by)) {
            throw new UserException("--by " + by + " is for labels of classes, and those of "
                    + data.train().name() + " are of another kind. Choose one of " + String.join(", ", methods) + ".");
        }
        if (tasks && labels.classNames().isEmpty()) {
            throw new UserException(
                    "--tasks is for labels that are classes, which labelling tools can offer, but those of "
                            + data.train().name() + " are numbers. Leave it out, and use audit.html.");
        }
        return labels;
    }
}
