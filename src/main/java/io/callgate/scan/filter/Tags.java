package io.callgate.scan.filter;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** fail2ban's tags in regular expressions, such as {@code <HOST>} and {@code <F-USER>…</F-USER>}, as groups with names. */
final class Tags {

    /** Groups in which an address stands; each of a pattern's matches has one of them at most. */
    static final List<String> ADDRESSES = List.of("address", "ip4", "ip6", "dns");
    /** A group that is an address's if there is none of those. */
    static final String ID = "fid";

    private static final Pattern TAG = Pattern.compile("</?[\\w-]+/?>");
    private static final Pattern OWN = Pattern.compile("<(/?)F-([A-Z0-9_]+)>");

    private static final String V4 = "(?:::f{4,6}:)?(?P<ip4>(?:\\d{1,3}\\.){3}\\d{1,3})";
    private static final String V6 = "(?P<ip6>(?:[0-9a-fA-F]{0,4}:){2,7}(?:[0-9a-fA-F]{1,4}|(?<=::)))";
    private static final String NAME = "(?P<dns>[\\w\\-.^_]*\\w)";
    private static final String ADDRESS = "\\[?(?:" + V4 + "|" + V6 + ")\\]?";
    private static final String RANGE = "\\[?(?:" + V4 + "|" + V6 + ")(?:/(?P<cidr>\\d+))?\\]?";

    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("<HOST>", "(?:" + ADDRESS + "|" + NAME + ")"),
            Map.entry("<ADDR>", ADDRESS),
            Map.entry("<F-ADDR/>", ADDRESS),
            Map.entry("<IP4>", V4),
            Map.entry("<F-IP4/>", V4),
            Map.entry("<IP6>", V6),
            Map.entry("<F-IP6/>", V6),
            Map.entry("<DNS>", NAME),
            Map.entry("<F-DNS/>", NAME),
            Map.entry("<SUBNET>", RANGE),
            Map.entry("<F-SUBNET/>", RANGE),
            Map.entry("<CIDR>", "(?P<cidr>\\d+)"),
            Map.entry("<F-CIDR/>", "(?P<cidr>\\d+)"),
            Map.entry("<F-ID/>", "(?P<fid>\\S+)"),
            Map.entry("<F-PORT/>", "(?P<fport>\\w+)"));

    private static final Map<String, String> OTHERWISE = Map.of("id", ID, "port", "fport");

    private Tags() {}

    /**
     * As regular expressions.
     *
     * @param names whether a host's name may stand in the place of {@code <HOST>}
     * @throws IllegalArgumentException for what needs more than one line
     */
    static String resolved(String regex, boolean names) {
        StringBuilder all = new StringBuilder();
        Set<String> open = new HashSet<>();
        Matcher tags = TAG.matcher(regex);
        while (tags.find()) tags.appendReplacement(all, Matcher.quoteReplacement(instead(tags.group(), names, open)));
        return tags.appendTail(all).toString();
    }

    private static String instead(String tag, boolean names, Set<String> open) {
        if (tag.equals("<SKIPLINES>"))
            throw new IllegalArgumentException("<SKIPLINES>: callgate judges each line by itself");
        if (tag.equals("<HOST>") && !names) return ADDRESS;
        if (KNOWN.containsKey(tag)) return KNOWN.get(tag);
        Matcher own = OWN.matcher(tag);
        if (!own.matches()) return tag;
        String name = own.group(2).toLowerCase(Locale.ROOT);
        if (!own.group(1).isEmpty()) return open.contains(name) ? ")" : tag;
        open.add(name);
        return "(?P<" + OTHERWISE.getOrDefault(name, name) + ">";
    }
}
