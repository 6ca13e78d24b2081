package io.winnow.trainer.report;

import io.winnow.trainer.page.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a module says: figures for programs, blocks for the page, findings and badges. Modules fill it in their order. */
public final class Section {
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final List<Block> blocks = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Badge> badges = new ArrayList<>();

    Section figure(String name, Object value) {
        figures.put(name, value);
        return this;
    }

    /** Adds a paragraph with numbers in the format of {@link String#format}. */
    Section say(String format, Object... values) {
        blocks.add(new Block.Text(values.length == 0 ? format : String.format(Locale.ROOT, format, values)));
        return this;
    }

    Section add(Block block) {
        blocks.add(block);
        return this;
    }

    Section add(Finding finding) {
        findings.add(finding);
        return this;
    }

    Section add(Badge badge) {
        badges.add(badge);
        return this;
    }

    Map<String, Object> figures() {
        return figures;
    }

    List<Block> blocks() {
        return blocks;
    }

    List<Finding> findings() {
        return findings;
    }

    List<Badge> badges() {
        return badges;
    }
}
