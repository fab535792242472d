package io.callgate.scan.regex;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A regular expression that a {@link Machine} can search a line for. */
public final class Regex {

    private final String text;
    private final Node all;
    private final Map<String, Integer> names;
    final Program program;

    private Regex(String text, Node all, Parser parser) {
        this.text = text;
        this.all = all;
        names = Map.copyOf(parser.names());
        program = Compiler.compile(all, parser.groups());
    }

    /** @throws RegexException saying what is not understood, and where */
    public static Regex compile(String text) {
        Parser parser = new Parser(text);
        Node all = parser.parse();
        return new Regex(text, all, parser);
    }

    public Set<String> names() {
        return names.keySet();
    }

    /** The group of that name, as {@link Machine#start} knows it; 0, which is the whole match, when there is none. */
    public int group(String name) {
        return names.getOrDefault(name, 0);
    }

    /** Of these groups those that it has, for {@link Machine#findWatching}; null for none. */
    public boolean[] watched(List<String> wanted) {
        boolean[] watched = new boolean[program.slots];
        boolean any = false;
        for (String name : wanted) {
            if (!names.containsKey(name)) continue;
            watched[names.get(name)] = true;
            any = true;
        }
        return any ? watched : null;
    }

    /** Texts of which every match holds at least one; none when nothing can be said. */
    public List<byte[]> needles() {
        return Needles.of(all);
    }

    @Override
    public String toString() {
        return text;
    }
}
