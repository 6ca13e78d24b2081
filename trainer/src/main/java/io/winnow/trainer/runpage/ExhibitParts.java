package io.winnow.trainer.runpage;

import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Card;
import io.winnow.trainer.recipe.Exhibit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns what a method shows of itself into sections. */
final class ExhibitParts {
    private ExhibitParts() {}

    /** @param data the data of the run; present if an exhibit refers to training examples */
    static List<Part> of(List<Exhibit> exhibits, Optional<TaskData> data) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < exhibits.size(); i++) {
            Exhibit exhibit = exhibits.get(i);
            List<Block> blocks = new ArrayList<>(List.of(new Block.Text(exhibit.text())));
            if (exhibit instanceof Exhibit.Table table) {
                blocks.add(new Block.Table("", table.header(), table.rows()));
            } else if (exhibit instanceof Exhibit.Groups groups) {
                blocks.addAll(groups(groups, data.orElseThrow()));
            } else if (exhibit instanceof Exhibit.Rankings rankings) {
                blocks.addAll(rankings(rankings));
            } else if (exhibit instanceof Exhibit.Cases cases) {
                blocks.addAll(cases(cases));
            } else if (exhibit instanceof Exhibit.Plane plane) {
                blocks.add(plane(plane, data.orElseThrow()));
            }
            parts.add(new Part("method-" + (i + 1), exhibit.title(), blocks));
        }
        return parts;
    }

    private static List<Block> groups(Exhibit.Groups groups, TaskData data) throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Exhibit.Group group : groups.groups()) {
            List<Card> cards = new ArrayList<>();
            for (int example : group.examples()) {
                cards.add(ExampleCards.of(
                        data.preview(example),
                        data.train().key(example)
                                + label(ShortLabel.of(data.train().labels(), example))));
            }
            blocks.add(new Block.Cards(group.caption(), cards));
        }
        return blocks;
    }

    private static Block plane(Exhibit.Plane plane, TaskData data) throws IOException {
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < plane.examples().length; i++) {
            StringBuilder caption = new StringBuilder(data.train().key(plane.examples()[i]));
            for (Exhibit.Colouring each : plane.colourings()) {
                if (!each.labels().get(i).isEmpty()) {
                    caption.append("; ")
                            .append(each.name())
                            .append(": ")
                            .append(each.labels().get(i));
                }
            }
            captions.add(caption.toString());
        }
        return EmbeddingMap.points(
                plane.plane(),
                ExampleCards.onMap(
                        data, TaskData.Part.TRAIN, plane.examples(), captions, EmbeddingMap.PREVIEW_CHARACTERS),
                plane.colourings().stream()
                        .filter(each -> each.labels().stream().anyMatch(label -> !label.isEmpty()))
                        .map(each -> Colours.of(each.name(), each.labels(), List.of()))
                        .toList());
    }

    private static String label(String label) {
        return label.isEmpty() ? "" : ": " + label;
    }

    private static List<Block> cases(Exhibit.Cases cases) {
        return cases.cases().stream()
                .<Block>map(each -> new Block.Beside(
                        each.caption(),
                        each.tables().stream()
                                .<Block>map(table -> new Block.Table(table.title(), table.header(), table.rows()))
                                .toList()))
                .toList();
    }

    private static List<Block> rankings(Exhibit.Rankings rankings) {
        List<Block> blocks = new ArrayList<>();
        for (Exhibit.Ranking ranking : rankings.rankings()) {
            List<List<String>> rows = new ArrayList<>();
            for (Exhibit.Item item : ranking.similar()) {
                rows.add(List.of(
                        Integer.toString(rows.size() + 1), item.preview().title(200), item.caption()));
            }
            blocks.add(new Block.Table(
                    "Compared with " + ranking.item().caption() + ": "
                            + ranking.item().preview().title(200),
                    List.of("rank", "table", "what is said of the pair"),
                    rows));
        }
        return blocks;
    }
}
