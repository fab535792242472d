package io.callgate.app.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A table of nftables that is not callgate's, with iptables' own among them where iptables is the modern one.
 *
 * @param name family and name, as in {@code ip filter}
 * @param text as nft prints it, without elements
 */
public record OtherTable(String name, String text) {

    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");
    private static final Pattern ENTRANCE = Pattern.compile("type filter hook (?:prerouting|input|ingress) ");
    private static final Pattern POLICY_DROP = Pattern.compile("hook (?:prerouting|input|ingress) [^\n]*policy drop");
    private static final Pattern SHUTS = Pattern.compile("\\b(?:drop|reject)\\b|xt target \"(?:DROP|REJECT)\"");

    /** Whether packets that callgate lets in may still be dropped here. */
    boolean mayShutOut() {
        return ENTRANCE.matcher(text).find()
                && (POLICY_DROP.matcher(text).find() || rules().anyMatch(OtherTable::shuts));
    }

    private static boolean shuts(String rule) {
        // In the quotes of a comment stands anything; those of an iptables extension are its name.
        String bare = rule.contains("xt target") ? rule : QUOTED.matcher(rule).replaceAll("");
        return SHUTS.matcher(bare).find();
    }

    private Stream<String> rules() {
        return text.lines().map(String::strip).filter(line -> !line.startsWith("type ") && !line.startsWith("chain "));
    }

    /** Whether it has a chain whose name begins so. */
    boolean hasChain(String prefix) {
        Matcher chain =
                Pattern.compile("(?m)^\\s*chain " + Pattern.quote(prefix)).matcher(text);
        return chain.find();
    }
}
