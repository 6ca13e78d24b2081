package io.winnow.trainer.filter;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.pool.Pool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Drops copies and near copies: of examples of other data first, such as test data, and then of other examples of the pool (datacomp.md,
 * section 2).
 */
@Kind("duplicates")
@Doc("Drops exact and near copies of images or texts: first copies of data that the pool must not contain, such as test"
        + " data, and then copies of other examples of the pool, of which the one with the smallest key is kept.")
public record DuplicateRule(
        @Doc(
                "Data of which the pool must have no copy, such as NAME/test of the catalog, a folder of test images, or a file of texts.")
        @Default("[]")
        List<String> against,

        @Doc("Whether near copies are dropped, too, rather than only exact ones.") @Default("true")
        boolean near,

        @Doc("Whether an image that is another one mirrored from left to right is a near copy.") @Default("false")
        boolean mirrored)
        implements FilterRule {
    public DuplicateRule {
        new Checks()
                .that(near || !mirrored, "mirrored", "must be false if near is, since mirrored images are near copies")
                .done();
    }

    @Override
    public FilterResult apply(String name, Measures measures) throws IOException {
        List<Pool> others = new ArrayList<>();
        try {
            for (String each : against) {
                others.add(measures.other(each));
            }
            Fingerprint digest = new Fingerprint()
                    .add("duplicates")
                    .add(toString())
                    .add(measures.pool().fingerprint());
            measures.pool().keys().forEach(key -> digest.add(key).add(0));
            others.forEach(other -> digest.add(other.fingerprint()));
            if (measures.pool().images().isEmpty()) {
                // The texts that are compared depend on the column, and on the file of captions.
                digest.add(measures.pool().captionDigest());
                others.forEach(other -> digest.add(other.captionDigest()));
            }
            List<String> values = new ArrayList<>();
            List<List<String>> reasons = new ArrayList<>();
            for (String line : measures.store()
                    .lines(
                            digest.hex(),
                            measures.pool().size(),
                            () -> new PoolDuplicates(this, measures.pool(), others).lines())) {
                String[] parts = line.split("\t", 2);
                reasons.add(parts[0].isEmpty() ? List.of() : List.of(parts[0]));
                values.add(parts[1]);
            }
            return FilterResult.byReasons(name, values, reasons, List.of());
        } finally {
            for (Pool other : others) {
                other.close();
            }
        }
    }
}
