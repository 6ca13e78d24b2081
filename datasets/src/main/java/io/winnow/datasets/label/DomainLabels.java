package io.winnow.datasets.label;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Examples of several domains, such as places or months, of which no class is known, but only how many classes there are, and that the domains
 * differ in their mixture of them (latent label shift). The classes that are found have numbers for names.
 *
 * @param domains number of the domain of each example in [0, domainNames.size()) (N); {@link GivenNames#NONE} if it is not known
 * @param classCount number of classes K
 * @param truth the true classes of the examples, for evaluation only; empty if they are not known
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record DomainLabels(int[] domains, List<String> domainNames, int classCount, Optional<Truth> truth)
        implements Labels {
    /**
     * The true classes of all examples (N).
     *
     * @param names names of the true classes
     */
    public record Truth(TrueLabels classes, List<String> names) {
        public Truth {
            names = List.copyOf(names);
        }
    }

    public DomainLabels {
        domainNames = List.copyOf(domainNames);
        LabelArrays.requireClassesOrNone(domains, domainNames.size());
        if (classCount < 1) {
            throw new IllegalArgumentException("There must be at least one class, found " + classCount);
        }
    }

    @Override
    public int size() {
        return domains.length;
    }

    /** The names of the classes that are found: {@code class 1} to {@code class K}. */
    @Override
    public List<String> classNames() {
        return IntStream.rangeClosed(1, classCount).mapToObj(k -> "class " + k).toList();
    }

    @Override
    public boolean known(int example) {
        return domains[example] != GivenNames.NONE;
    }

    @Override
    public DomainLabels select(int[] indices) {
        return new DomainLabels(
                LabelArrays.select(domains, indices),
                domainNames,
                classCount,
                truth.map(each -> new Truth(each.classes().select(indices), each.names())));
    }

    /** The classes are not those of other labels: nothing changes. */
    @Override
    public DomainLabels renumber(int[] numbers, List<String> names) {
        return this;
    }

    /** The domains as classes, from which they are told apart. */
    public ClassLabels domainClasses() {
        return new ClassLabels(domains, domainNames);
    }

    /** Nothing is known of the classes, so that examples count with equal shares. */
    @Override
    public double[] counts() {
        double[] counts = new double[classCount];
        for (int k = 0; k < classCount; k++) {
            counts[k] = (double) knownCount() / classCount;
        }
        return counts;
    }

    @Override
    public Fingerprint addTo(Fingerprint digest) {
        return digest.add(domains).add(classCount).addAll(domainNames);
    }
}
