package io.winnow.trainer.filter;

import io.winnow.trainer.pool.ItemFacts;
import io.winnow.trainer.pool.Pool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Drops examples that no training can use: damaged images, and examples whose key an earlier one has, which a list of keys cannot tell apart. */
final class PoolCheck {
    static final String NAME = "usable";

    private PoolCheck() {}

    static FilterResult of(Measures measures) throws IOException {
        Pool pool = measures.pool();
        List<String> values = new ArrayList<>();
        List<List<String>> reasons = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < pool.size(); i++) {
            List<String> own = new ArrayList<>();
            String damage = measures.facts(i).map(ItemFacts::damage).orElse("");
            if (!damage.isEmpty()) {
                own.add("damaged");
            }
            if (!seen.add(pool.keys().get(i))) {
                own.add("repeated_key");
            }
            values.add(damage);
            reasons.add(List.copyOf(own));
        }
        return FilterResult.byReasons(NAME, values, reasons, List.of());
    }
}
