package io.winnow.datasets.split;

/** Disjoint sets of the integers [0, size), which are merged by union (union-find with path halving). */
public final class DisjointSets {
    private final int[] parent;

    /** Each element is a set of its own. */
    public DisjointSets(int size) {
        parent = new int[size];
        for (int i = 0; i < size; i++) {
            parent[i] = i;
        }
    }

    /** Merges the sets of two elements. The smallest element represents a set, so its number does not depend on the order of merging. */
    public void join(int one, int other) {
        int a = find(one);
        int b = find(other);
        parent[Math.max(a, b)] = Math.min(a, b);
    }

    /** Returns the smallest element of the set that contains an element. */
    public int find(int element) {
        int at = element;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }
}
