package io.winnow.trainer.export;

import io.winnow.trainer.modality.Modalities;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.published.ModelStore;
import io.winnow.trainer.published.PublishedCheckpoint;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalInt;

/** Writes MODEL_CARD.md of a published model, which was not trained here. */
final class PublishedCard {
    private PublishedCard() {}

    static String of(Exporter.Report report, PublishedCheckpoint checkpoint) throws IOException {
        ModelDescription model = report.model();
        StringBuilder text =
                new StringBuilder("# Model card: ").append(model.run()).append("\n\n| | |\n|---|---|\n");
        ModelCard.row(text, "kind", model.kind().name().toLowerCase(Locale.ROOT));
        ModelCard.row(text, "published weights", checkpoint.path().getFileName().toString());
        ModelCard.row(text, "SHA-256 of the weights", checkpoint.sha256());
        ModelStore.pin(checkpoint.path()).ifPresent(pin -> {
            ModelCard.row(text, "fetched from", pin.source());
            if (pin.revision() != null) {
                ModelCard.row(text, "revision", pin.revision());
            }
        });
        ModelCard.row(text, "precision of the files", model.precision());
        ModelCard.row(text, "input", model.input().unit() + ", " + model.input().shape());
        ModelCard.row(text, "output", model.kind().output() + ", " + model.dimension() + " numbers");
        Modalities.describe(checkpoint, OptionalInt.empty()).forEach((unit, facts) -> {
            if ((unit + "s").equals(model.input().unit())) {
                ModelCard.row(text, "what it is", facts.toString());
            }
        });
        text.append(CalibrationText.of(model));
        ModelCard.comparison(text, report, ExportSource.Published.random(model));
        return text.append("\n"
                        + "## Limits\n\n"
                        + "- The weights were published by others and not trained here. What they were trained on,"
                        + " how good they are and under which licence they may be used, their publishers say.\n")
                .toString();
    }
}
