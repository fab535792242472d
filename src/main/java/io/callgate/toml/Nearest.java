package io.callgate.toml;

import java.util.Collection;
import java.util.Comparator;

/** Which known name somebody may have meant. */
public final class Nearest {

    private Nearest() {}

    public static String of(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(k -> distance(name, k)))
                .orElseThrow();
    }

    /** For a name that misses its table. */
    static String ofLast(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(k -> distance(name, k.substring(k.indexOf('.') + 1))))
                .orElseThrow();
    }

    /** Levenshtein's: how many letters to insert, delete or replace. */
    static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j < above.length; j++) above[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
