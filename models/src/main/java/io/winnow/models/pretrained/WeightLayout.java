package io.winnow.models.pretrained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a library stores the parameters of a network: under which names, and in which form. A layout is a list of rules, of which the first
 * that matches the name of a parameter applies, and works in both directions: it gives published arrays the names and forms of our
 * parameters, and writes our parameters as the library would have (specification "Pretrained encoders", section 1).
 *
 * <p>In patterns, {@code *} stands for one or more parts of a name, which may contain dots, and the n-th {@code *} of the stored name is
 * what the n-th of the own name stands for.
 */
public final class WeightLayout {
    private final String library;
    private final List<Rule> rules;
    private final List<Pattern> unused;

    private WeightLayout(Builder builder) {
        library = builder.library;
        rules = List.copyOf(builder.rules);
        unused = List.copyOf(builder.unused);
    }

    /**
     * Starts a layout.
     *
     * @param library the library whose names these are, as its users write it, such as {@code timm}
     */
    public static Builder of(String library) {
        return new Builder(library);
    }

    /** The library whose names these are. */
    public String library() {
        return library;
    }

    /** The names under which a parameter is stored; empty if no rule says so. */
    public List<String> stored(String own) {
        return rule(own).map(rule -> rule.stored(own)).orElse(List.of());
    }

    /**
     * Returns which arrays of a file are not used for the given parameters, and are not known to be of no use either.
     *
     * @param own names of all parameters of the network
     * @param found names of all arrays of the file
     */
    public List<String> leftOver(Set<String> own, Set<String> found) {
        Set<String> used = new LinkedHashSet<>();
        own.forEach(name -> used.addAll(stored(name)));
        return found.stream()
                .filter(name -> !used.contains(name)
                        && unused.stream()
                                .noneMatch(pattern -> pattern.matcher(name).matches()))
                .toList();
    }

    /**
     * Gives published arrays the names and forms of parameters. Arrays that are missing are left out, and those of another shape are kept,
     * so that {@link PretrainedWeights#loadInto} reports them.
     *
     * @param weights arrays under the library's names
     * @param own names of all parameters of the network
     */
    public PretrainedWeights read(PretrainedWeights weights, Set<String> own) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (String name : own) {
            rule(name).ifPresent(rule -> {
                List<NDArray> stored = new ArrayList<>();
                for (String each : rule.stored(name)) {
                    NDArray array = weights.arrays().get(each);
                    if (array == null) {
                        return;
                    }
                    stored.add(array);
                }
                arrays.put(name, rule.form().read(stored));
            });
        }
        return new PretrainedWeights(weights.source(), arrays);
    }

    /**
     * Writes parameters under the library's names and in its forms.
     *
     * @param parameters all parameters of the network by their own names
     * @throws IllegalArgumentException if a parameter has no name there
     */
    public Map<String, NDArray> write(Map<String, NDArray> parameters) {
        Map<String, NDArray> written = new LinkedHashMap<>();
        Map<String, TreeMap<Integer, NDArray>> parts = new LinkedHashMap<>();
        parameters.forEach((own, array) -> {
            Rule rule = rule(own)
                    .orElseThrow(() -> new IllegalArgumentException(
                            library + " has no name for the parameter " + own + " " + array.getShape() + "."));
            List<String> names = rule.stored(own);
            if (rule.form() instanceof Form.Part part) {
                parts.computeIfAbsent(names.get(0), name -> new TreeMap<>()).put(part.index(), array);
            } else {
                List<NDArray> forms = rule.form().write(array, names.size());
                for (int i = 0; i < names.size(); i++) {
                    written.put(names.get(i), forms.get(i));
                }
            }
        });
        parts.forEach((name, each) -> written.put(name, NDArrays.concat(new NDList(List.copyOf(each.values())), 0)));
        return written;
    }

    private Optional<Rule> rule(String own) {
        return rules.stream().filter(rule -> rule.own().matcher(own).matches()).findFirst();
    }

    /** Patterns of names, and the form in which the arrays of these names are stored. */
    private record Rule(Pattern own, Form form, List<String> patterns) {
        List<String> stored(String name) {
            Matcher matcher = own.matcher(name);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(name + " does not match " + own + ".");
            }
            return patterns.stream()
                    .map(pattern -> {
                        String result = pattern;
                        for (int group = 1; group <= matcher.groupCount(); group++) {
                            result = result.replaceFirst("\\*", Matcher.quoteReplacement(matcher.group(group)));
                        }
                        return result;
                    })
                    .toList();
        }
    }

    /** The form in which a parameter is stored, compared with our own. */
    private sealed interface Form {
        /** Makes our parameter of the stored arrays. */
        NDArray read(List<NDArray> stored);

        /** Makes the stored arrays, whose number is given, of our parameter. */
        List<NDArray> write(NDArray own, int count);

        /** The same array. */
        record Same() implements Form {
            @Override
            public NDArray read(List<NDArray> stored) {
                return stored.get(0);
            }

            @Override
            public List<NDArray> write(NDArray own, int count) {
                return List.of(own);
            }
        }

        /** A matrix with rows and columns exchanged. */
        record Transposed() implements Form {
            @Override
            public NDArray read(List<NDArray> stored) {
                return stored.get(0).transpose();
            }

            @Override
            public List<NDArray> write(NDArray own, int count) {
                return List.of(own.transpose());
            }
        }

        /** The same numbers in the same order, in other shapes. */
        record Reshaped(Shape own, Shape stored) implements Form {
            @Override
            public NDArray read(List<NDArray> arrays) {
                NDArray array = arrays.get(0);
                return array.getShape().equals(stored) ? array.reshape(own) : array;
            }

            @Override
            public List<NDArray> write(NDArray array, int count) {
                return List.of(array.reshape(stored));
            }
        }

        /** The same array without its first axes, which have length 1. */
        record Unsqueezed(int axes) implements Form {
            @Override
            public NDArray read(List<NDArray> stored) {
                NDArray array = stored.get(0);
                for (int i = 0; i < axes; i++) {
                    array = array.expandDims(0);
                }
                return array;
            }

            @Override
            public List<NDArray> write(NDArray own, int count) {
                return List.of(own.reshape(own.getShape().slice(axes)));
            }
        }

        /** Several arrays of the same shape, which are joined along their first axis. */
        record Joined() implements Form {
            @Override
            public NDArray read(List<NDArray> stored) {
                Shape first = stored.get(0).getShape();
                for (NDArray each : stored) {
                    if (!each.getShape().equals(first)) {
                        return each; // has not the shape of the parameter, which is reported with its name
                    }
                }
                return NDArrays.concat(new NDList(stored), 0);
            }

            @Override
            public List<NDArray> write(NDArray own, int count) {
                return own.split(count, 0);
            }
        }

        /** One of several equal parts of an array along its first axis. */
        record Part(int index, int count) implements Form {
            @Override
            public NDArray read(List<NDArray> stored) {
                NDArray whole = stored.get(0);
                return whole.getShape().get(0) % count == 0
                        ? whole.split(count, 0).get(index)
                        : whole;
            }

            @Override
            public List<NDArray> write(NDArray own, int count) {
                throw new IllegalStateException("Parts are written together.");
            }
        }
    }

    /** Collects the rules of a layout, in their order. */
    public static final class Builder {
        private final String library;
        private final List<Rule> rules = new ArrayList<>();
        private final List<Pattern> unused = new ArrayList<>();

        private Builder(String library) {
            this.library = library;
        }

        private Builder rule(String own, Form form, List<String> stored) {
            rules.add(new Rule(compiled(own), form, List.copyOf(stored)));
            return this;
        }

        /** Parameters that are stored as they are, under another name or the same. */
        public Builder rename(String own, String stored) {
            return rule(own, new Form.Same(), List.of(stored));
        }

        /** Matrices that are stored with rows and columns exchanged. */
        public Builder transposed(String own, String stored) {
            return rule(own, new Form.Transposed(), List.of(stored));
        }

        /** A parameter that is stored in another shape, with the same numbers in the same order. */
        public Builder reshaped(String own, Shape ownShape, String stored, Shape storedShape) {
            return rule(own, new Form.Reshaped(ownShape, storedShape), List.of(stored));
        }

        /** A parameter that is stored as several arrays, which follow one another along the first axis, such as query, key and value. */
        public Builder joined(String own, String... stored) {
            return rule(own, new Form.Joined(), List.of(stored));
        }

        /** A parameter whose first axes, which have length 1, are not stored. */
        public Builder unsqueezed(String own, int axes, String stored) {
            return rule(own, new Form.Unsqueezed(axes), List.of(stored));
        }

        /** Several parameters that are stored as one array, in which they follow one another along the first axis. */
        public Builder split(List<String> own, String stored) {
            for (int i = 0; i < own.size(); i++) {
                rule(own.get(i), new Form.Part(i, own.size()), List.of(stored));
            }
            return this;
        }

        /** Stored arrays that an encoder has no use for, such as counters, and that need not be mentioned. */
        public Builder unused(String... stored) {
            for (String each : stored) {
                unused.add(compiled(each));
            }
            return this;
        }

        /** Completes the layout. */
        public WeightLayout build() {
            return new WeightLayout(this);
        }

        private static Pattern compiled(String pattern) {
            return Pattern.compile(Pattern.quote(pattern).replace("*", "\\E(.+?)\\Q"));
        }
    }
}
