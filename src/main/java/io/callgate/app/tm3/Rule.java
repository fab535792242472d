package io.callgate.app.tm3;

import com.google.common.base.Splitter;
import io.callgate.core.service.PortRange.Protocol;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A rule of iptables that accepts packets to this box from somebody.
 *
 * @param sources as written
 * @param protocol empty for all
 * @param ports as iptables writes them; empty for all
 */
record Rule(List<String> sources, Optional<Protocol> protocol, Optional<String> ports, String comment) {

    /** Options with one value each, in all their spellings, by what they are called here. */
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("-A", "chain"),
            Map.entry("--append", "chain"),
            Map.entry("-I", "chain"),
            Map.entry("--insert", "chain"),
            Map.entry("-s", "source"),
            Map.entry("--source", "source"),
            Map.entry("--src", "source"),
            Map.entry("-p", "protocol"),
            Map.entry("--protocol", "protocol"),
            Map.entry("--proto", "protocol"),
            Map.entry("-m", "match"),
            Map.entry("--match", "match"),
            Map.entry("--dport", "ports"),
            Map.entry("--destination-port", "ports"),
            Map.entry("--dports", "ports"),
            Map.entry("--destination-ports", "ports"),
            Map.entry("--state", "state"),
            Map.entry("--ctstate", "state"),
            Map.entry("--comment", "comment"),
            Map.entry("-j", "target"),
            Map.entry("--jump", "target"),
            Map.entry("-t", "table"));

    private static final Set<String> MATCHES = Set.of("tcp", "udp", "multiport", "state", "conntrack", "comment");

    /** @throws IllegalArgumentException naming the word that is not understood, or what else keeps it from being taken over */
    static Rule parse(String line) {
        Map<String, String> said = options(new ArrayDeque<>(Words.of(line)));
        require(said.getOrDefault("table", "filter").equals("filter"), "it is not about the table filter");
        String chain = said.getOrDefault("chain", "");
        require(chain.equals("INPUT"), "it is a rule of the chain " + chain + ", not INPUT");
        String target = said.getOrDefault("target", "nothing");
        require(target.equals("ACCEPT"), "it does not let in: it says " + target);
        require(said.containsKey("source"), "it names no source: it is not about anybody's address");
        require(said.getOrDefault("state", "NEW").contains("NEW"), "it is about established connections only");
        Optional<Protocol> protocol = protocol(said);
        Optional<String> ports = Optional.ofNullable(said.get("ports"));
        require(protocol.isPresent() || ports.isEmpty(), "it names ports and no protocol");
        require(
                protocol.isEmpty() || ports.isPresent(),
                "it lets in all of " + said.get("protocol") + ", for which there is no service");
        return new Rule(
                Splitter.on(',').splitToList(said.get("source")), protocol, ports, said.getOrDefault("comment", ""));
    }

    private static Optional<Protocol> protocol(Map<String, String> said) {
        String name = said.getOrDefault("protocol", "all").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "all", "0" -> Optional.empty();
            case "udp", "17" -> Optional.of(Protocol.UDP);
            case "tcp", "6" -> Optional.of(Protocol.TCP);
            default -> throw new IllegalArgumentException("there are no services of the protocol " + name);
        };
    }

    private static Map<String, String> options(Deque<String> words) {
        Map<String, String> said = new HashMap<>();
        if (!words.isEmpty() && words.peek().matches("(/\\S*/)?ip6?tables")) words.poll();
        while (!words.isEmpty()) {
            String word = words.poll();
            String option = OPTIONS.get(word);
            require(option != null, "\"" + word + "\" is not understood");
            require(!words.isEmpty(), "nothing follows " + word);
            String value = words.poll();
            require(
                    !option.equals("match") || MATCHES.contains(value),
                    "the match \"" + value + "\" is not understood");
            String before = option.equals("match") ? null : said.put(option, value);
            require(before == null, word + " stands twice");
            // The place in the chain, which says nothing about who comes in.
            if (option.equals("chain") && !words.isEmpty() && words.peek().matches("[0-9]+")) words.poll();
        }
        return said;
    }

    private static void require(boolean fine, String otherwise) {
        if (!fine) throw new IllegalArgumentException(otherwise);
    }
}
