package dev.tierway.engine.prefix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Radix tree over token ids that finds the sequence with the longest computed prefix of a prompt. Single-threaded.
 *
 * <p>Prompts of one isolation key never see sequences of another. Prefixes match token by token, not in blocks.
 */
public final class PrefixTree {
    /** {@code length} leading tokens of a prompt are computed in {@code sequence}. */
    public record Match(int sequence, int length) {}

    private static final class Node {
        private final String key;
        private int[] edge;
        private @Nullable Node parent;
        private final List<Node> children = new ArrayList<>(2);
        /** Sequences that end exactly here. */
        private final Set<Integer> sequences = new HashSet<>(2);

        private Node(String key, int[] edge, @Nullable Node parent) {
            this.key = key;
            this.edge = edge;
            this.parent = parent;
        }

        private @Nullable Node child(int token) {
            for (int i = 0; i < children.size(); i++) {
                if (children.get(i).edge[0] == token) {
                    return children.get(i);
                }
            }
            return null;
        }
    }

    private final Map<String, Node> roots = new HashMap<>();
    private final @Nullable Node[] ends;

    public PrefixTree(int sequences) {
        ends = new Node[sequences];
    }

    /** The longest match within the first {@code limit} tokens; null when not one token matches. */
    public @Nullable Match longest(String key, int[] tokens, int limit) {
        Node node = roots.get(key);
        int matched = 0;
        while (node != null && matched < limit) {
            Node next = node.child(tokens[matched]);
            if (next == null) {
                break;
            }
            int same = common(next.edge, tokens, matched, limit);
            matched += same;
            node = next;
            if (same < next.edge.length) {
                break;
            }
        }
        return matched == 0 || node == null ? null : new Match(anySequence(node), matched);
    }

    /** Notes that {@code sequence} holds the first {@code length} tokens; replaces what was noted of it. */
    public void put(String key, int[] tokens, int length, int sequence) {
        Node end = reach(roots.computeIfAbsent(key, k -> new Node(k, new int[0], null)), tokens, length);
        Node before = ends[sequence];
        if (before == end) {
            return;
        }
        end.sequences.add(sequence);
        ends[sequence] = end;
        if (before != null) {
            before.sequences.remove(sequence);
            prune(before);
        }
    }

    public void remove(int sequence) {
        Node end = ends[sequence];
        if (end != null) {
            ends[sequence] = null;
            end.sequences.remove(sequence);
            prune(end);
        }
    }

    /** Sequences other than {@code sequence} whose tokens are all a prefix of its own, equal ones included. */
    public List<Integer> coveredBy(int sequence) {
        List<Integer> covered = new ArrayList<>();
        for (Node node = ends[sequence]; node != null; node = node.parent) {
            for (int other : node.sequences) {
                if (other != sequence) {
                    covered.add(other);
                }
            }
        }
        return covered;
    }

    private static Node reach(Node root, int[] tokens, int length) {
        Node node = root;
        int at = 0;
        while (at < length) {
            Node next = node.child(tokens[at]);
            if (next == null) {
                Node leaf = new Node(node.key, Arrays.copyOfRange(tokens, at, length), node);
                node.children.add(leaf);
                return leaf;
            }
            int same = common(next.edge, tokens, at, length);
            at += same;
            node = same < next.edge.length ? split(next, same) : next;
        }
        return node;
    }

    /** Cuts {@code node}'s edge after {@code length} tokens and returns the new upper node. */
    private static Node split(Node node, int length) {
        Node above = node.parent;
        Node upper = new Node(node.key, Arrays.copyOf(node.edge, length), above);
        node.edge = Arrays.copyOfRange(node.edge, length, node.edge.length);
        node.parent = upper;
        upper.children.add(node);
        if (above != null) {
            above.children.set(above.children.indexOf(node), upper);
        }
        return upper;
    }

    private void prune(Node from) {
        Node node = from;
        while (node.sequences.isEmpty() && node.children.isEmpty()) {
            Node above = node.parent;
            if (above == null) {
                roots.remove(node.key);
                return;
            }
            above.children.remove(node);
            node = above;
        }
        Node above = node.parent;
        if (above != null && node.sequences.isEmpty() && node.children.size() == 1) {
            Node child = node.children.getFirst();
            int[] joined = Arrays.copyOf(node.edge, node.edge.length + child.edge.length);
            System.arraycopy(child.edge, 0, joined, node.edge.length, child.edge.length);
            child.edge = joined;
            child.parent = above;
            above.children.set(above.children.indexOf(node), child);
        }
    }

    private static int anySequence(Node from) {
        Node node = from;
        while (node.sequences.isEmpty()) {
            node = node.children.getFirst();
        }
        return node.sequences.iterator().next();
    }

    private static int common(int[] edge, int[] tokens, int at, int limit) {
        int longest = Math.min(edge.length, limit - at);
        int mismatch = Arrays.mismatch(edge, 0, longest, tokens, at, at + longest);
        return mismatch < 0 ? longest : mismatch;
    }
}
