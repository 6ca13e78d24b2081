package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.ClassNames;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Makes labels of what the records say of classes that items do not have, and of the class of trusted items. */
final class ExclusionReader {
    private static final int[] NOTHING = {};

    private final LabelCells cells;
    private final Optional<LabelCells> trusted;
    private final LabelDescription.Not description;
    private final ClassNumbers.NameOf nameOf;
    private final ClassNumbers numbers;

    /** @param trusted the class of each item; empty if there is no such column */
    ExclusionReader(
            LabelCells cells, Optional<LabelCells> trusted, List<ClassInfo> infos, LabelDescription.Not description) {
        this.cells = cells;
        this.trusted = trusted;
        this.description = description;
        nameOf = cells.isColumns() ? ClassNumbers.NameOf.VALUE : ClassNumbers.NameOf.NAME;
        numbers = numbers(infos);
    }

    /** A class that is never excluded may only be named by a trusted item. */
    private ClassNumbers numbers(List<ClassInfo> infos) {
        ClassList list = description.classes();
        ClassNumbers own = ClassNumbers.of(List.of(cells), list, infos, nameOf);
        if (trusted.isEmpty() || !list.names().isEmpty() || !infos.isEmpty()) {
            return own;
        }
        Set<String> names = new LinkedHashSet<>(own.names());
        names.addAll(ClassNumbers.of(List.of(trusted.get()), list, infos, ClassNumbers.NameOf.NAME)
                .names());
        return ClassNumbers.of(List.of(cells), list.withNames(ClassNames.sorted(names)), infos, nameOf);
    }

    Labels read(TextCharset encoding) throws IOException {
        if (cells.encoding() instanceof Encoding.Parallel) {
            cells.unsuitable(description.kind(), "a column for each answer, or a list of the classes");
            return new NoLabels(cells.size());
        }
        int[][] excluded = new int[cells.size()][];
        Arrays.fill(excluded, NOTHING);
        cells.forEach((i, said) -> excluded[i] = answers(said));
        int[] known = new int[cells.size()];
        Arrays.fill(known, GivenNames.NONE);
        if (trusted.isPresent()) {
            trusted.get().forEach((i, said) -> {
                for (Statement each : said) {
                    known[i] = each.name().isEmpty()
                            ? GivenNames.NONE
                            : numbers.number(each.name(), each).orElse(GivenNames.NONE);
                }
            });
        }
        Optional<double[][]> transition = Optional.empty();
        if (description.transition().isPresent()) {
            try {
                transition = Optional.of(TransitionFile.read(
                        description.transition().get(), numbers.names(), encoding, cells.decimal()));
            } catch (DataException e) {
                cells.mistake(e.getMessage());
            }
        }
        return new ExcludedLabels(excluded, known, transition, numbers.names());
    }

    private int[] answers(List<Statement> said) throws DataException {
        List<Integer> own = new ArrayList<>();
        for (Statement each : said) {
            String text = nameOf.text(each);
            OptionalInt number = text.isEmpty() ? OptionalInt.empty() : numbers.number(text, each);
            number.ifPresent(own::add);
        }
        if (!own.isEmpty() && own.stream().distinct().count() == numbers.names().size()) {
            throw said.get(said.size() - 1)
                    .error("excludes the last of all " + numbers.names().size()
                            + " classes for this item, but one of them must be right. Correct its answers, or name all"
                            + " classes in classes");
        }
        return own.stream().mapToInt(each -> each).toArray();
    }
}
