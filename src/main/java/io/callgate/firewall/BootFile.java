package io.callgate.firewall;

import io.callgate.core.ban.Banned;
import io.callgate.core.grant.Standing;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The whole table as a file for {@code nft -f}, for {@code callgate-boot} to load when the box starts.
 *
 * <p>The first line is {@code # callgate boot 1 MODE WRITTEN}, the last {@code # sha256 SUM} of all before it. Elements stand
 * one a line, each that has an end with {@code # END} after it: the script computes what is left of them. Both times are
 * seconds since the epoch.
 */
public final class BootFile {

    private final Ruleset ruleset;
    private final GateSets sets;
    private final long nowMillis;
    private final Map<GateSet, StringBuilder> elements = new HashMap<>();

    private BootFile(Ruleset ruleset, Instant now) {
        this.ruleset = ruleset;
        this.sets = new GateSets(ruleset);
        this.nowMillis = now.toEpochMilli();
    }

    /** @param standings no range twice; what of them is over at {@code now} is left out, as of {@code bans} */
    public static void write(OutputStream to, Ruleset ruleset, Collection<Standing> standings, Banned bans, Instant now)
            throws IOException {
        DigestOutputStream summed = new DigestOutputStream(to, sha256());
        Writer out = new BufferedWriter(new OutputStreamWriter(summed, StandardCharsets.US_ASCII));
        new BootFile(ruleset, now).write(out, standings, bans);
        out.flush();
        summed.on(false);
        String sum = HexFormat.of().formatHex(summed.getMessageDigest().digest());
        out.write("# sha256 " + sum + "\n");
        out.flush();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void write(Writer out, Collection<Standing> standings, Banned bans) throws IOException {
        out.write("# callgate boot 1 " + ruleset.mode() + " " + nowMillis / 1000 + "\n");
        out.write(ruleset.text());
        Map<Boolean, List<Standing>> bySingle = standings.stream()
                .collect(Collectors.partitioningBy(s -> s.range().isSingle()));
        for (Standing standing : bySingle.get(true))
            Image.wanted(standing, sets, nowMillis).forEach(this::add);
        Image.cover(bySingle.get(false), bans, sets, nowMillis).values().forEach(this::add);
        bans.eachClient((range, end) -> {
            if (end > nowMillis)
                add(new Element(sets.ban(range), range.network(), range.network(), Element.millis(end, nowMillis), ""));
        });
        for (GateSet set : sets.all()) {
            StringBuilder lines = elements.get(set);
            if (lines == null) continue;
            out.write("add element " + Ruleset.TABLE + " " + set.name() + " {\n");
            out.append(lines).write("}\n");
        }
    }

    private void add(Element element) {
        StringBuilder out = elements.computeIfAbsent(element.set(), s -> new StringBuilder());
        element.write(out, nowMillis);
        out.append(',');
        if (element.endMillis() != Element.FOR_EVER) out.append(" # ").append(element.endMillis() / 1000);
        out.append('\n');
    }
}
