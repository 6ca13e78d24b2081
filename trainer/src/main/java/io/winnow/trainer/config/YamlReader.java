package io.winnow.trainer.config;

import io.winnow.trainer.config.Tree.Mapping;
import io.winnow.trainer.config.Tree.Scalar;
import io.winnow.trainer.config.Tree.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Parses YAML 1.2 into a {@link Tree} that holds the line of every key. It uses the core schema, in which {@code 1e-3} is a number and
 * {@code no} is a string.
 */
final class YamlReader {
    /** Far more than any real configuration has. Without the limit, a few nested YAML aliases could fill the memory. */
    private static final int MAX_NODES = 100_000;

    private static final int MAX_DEPTH = 64;

    private final String source;
    private final boolean lines;
    private final List<Problem> problems;
    private int nodes;

    private YamlReader(String source, boolean lines, List<Problem> problems) {
        this.source = source;
        this.lines = lines;
        this.problems = problems;
    }

    /**
     * Parses the text of a file. Adds duplicate keys to {@code problems}.
     *
     * @throws ConfigException if the text is not valid YAML
     */
    static Tree read(String source, String text, List<Problem> problems) {
        return new YamlReader(source, true, problems).parse(text);
    }

    /** Parses a value of the command line or of an annotation, where line numbers have no meaning. */
    static Tree readValue(String source, String text, List<Problem> problems) {
        return new YamlReader(source, false, problems).parse(text);
    }

    private Tree parse(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setLabel(source)
                .setUseMarks(true)
                .build();
        Origin start = origin(0);
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            return root.map(node -> convert(node, origin(node), "", 0)).orElse(new Scalar(start, Scalar.Type.NULL, ""));
        } catch (MarkedYamlEngineException e) {
            Origin origin =
                    e.getProblemMark().map(mark -> origin(mark.getLine())).orElse(start);
            String context = e.getContext() == null || e.getContext().isEmpty() ? "" : " (" + e.getContext() + ")";
            throw invalid(origin, e.getProblem() + context);
        } catch (YamlEngineException e) {
            throw invalid(start, e.getMessage());
        }
    }

    private static ConfigException invalid(Origin origin, String reason) {
        return new ConfigException(List.of(new Problem(origin.toString(), "", "is not valid YAML: " + reason)));
    }

    private Tree convert(Node node, Origin origin, String path, int depth) {
        if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
            throw new YamlEngineException(
                    "it has more than " + MAX_NODES + " values, or is nested deeper than " + MAX_DEPTH + " levels");
        }
        if (node instanceof ScalarNode scalar) {
            return new Scalar(origin, type(scalar.getTag()), scalar.getValue());
        }
        if (node instanceof SequenceNode list) {
            List<Tree> items = new ArrayList<>();
            for (Node item : list.getValue()) {
                items.add(convert(item, origin(item), path + "[" + items.size() + "]", depth + 1));
            }
            return new Sequence(origin, items);
        }
        Map<String, Tree> entries = new LinkedHashMap<>();
        Map<String, Origin> written = new LinkedHashMap<>();
        for (NodeTuple entry : ((MappingNode) node).getValue()) {
            Origin at = origin(entry.getKeyNode());
            if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
                problems.add(new Problem(at.toString(), path, "a key must be a single word, not a list or mapping"));
                continue;
            }
            String key = keyNode.getValue();
            String keyPath = path.isEmpty() ? key : path + "." + key;
            Origin first = written.putIfAbsent(key, at);
            if (first != null) {
                problems.add(new Problem(
                        at.toString(),
                        keyPath,
                        "duplicate key, first given in line " + first.line() + "; remove one of them"));
                continue;
            }
            entries.put(key, convert(entry.getValueNode(), at, keyPath, depth + 1));
        }
        return new Mapping(origin, entries);
    }

    private Origin origin(Node node) {
        return origin(node.getStartMark().map(mark -> mark.getLine()).orElse(0));
    }

    private Origin origin(int lineFromZero) {
        return Origin.of(source, lines ? lineFromZero + 1 : 0);
    }

    private static Scalar.Type type(Tag tag) {
        if (tag.equals(Tag.NULL)) {
            return Scalar.Type.NULL;
        } else if (tag.equals(Tag.BOOL)) {
            return Scalar.Type.BOOLEAN;
        } else if (tag.equals(Tag.INT)) {
            return Scalar.Type.INTEGER;
        }
        return tag.equals(Tag.FLOAT) ? Scalar.Type.FLOAT : Scalar.Type.STRING;
    }
}
