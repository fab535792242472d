package io.callgate.firewall;

import io.callgate.core.ban.Banned;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.firewall.nft.Element;
import io.callgate.firewall.nft.SetContents;
import io.callgate.firewall.ruleset.GateSet;
import io.callgate.firewall.ruleset.GateSets;
import io.callgate.firewall.ruleset.Ruleset;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The whole table as a file for {@code nft -f}, for {@code callgate-boot} to load when the box starts.
 *
 * <p>The first line is {@code # callgate boot 1 MODE WRITTEN}, the last {@code # sha256 SUM} of all before it. Elements stand
 * one a line, each that has an end with {@code # END} after it: the script computes what is left of them. Both times are
 * seconds since the epoch.
 */
public final class BootFile {

    /** Characters of elements that are collected before they are written: a large book must not be in memory once more. */
    private static final int BLOCK = 60_000;

    private final Writer out;
    private final Ruleset ruleset;
    private final GateSets sets;
    private final long nowMillis;
    private final Map<GateSet, StringBuilder> elements = new HashMap<>();

    private BootFile(Writer out, Ruleset ruleset, Instant now) {
        this.out = out;
        this.ruleset = ruleset;
        this.sets = new GateSets(ruleset);
        this.nowMillis = now.toEpochMilli();
    }

    /** @param standings no range twice; what of them is over at {@code now} is left out, as of {@code bans} */
    public static void write(
            OutputStream to, Ruleset ruleset, Collection<RangeOpenings> standings, Banned bans, Instant now)
            throws IOException {
        DigestOutputStream summed = new DigestOutputStream(to, sha256());
        Writer out = new BufferedWriter(new OutputStreamWriter(summed, StandardCharsets.US_ASCII));
        try {
            new BootFile(out, ruleset, now).write(standings, bans);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
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

    private void write(Collection<RangeOpenings> standings, Banned bans) throws IOException {
        out.write("# callgate boot 1 " + ruleset.mode() + " " + nowMillis / 1000 + "\n");
        out.write(ruleset.text());
        List<RangeOpenings> ranges = new ArrayList<>();
        for (RangeOpenings standing : standings) {
            if (standing.range().isSingle())
                for (Element element : SetContents.wanted(standing, sets, nowMillis)) add(element);
            else ranges.add(standing);
        }
        for (Element piece : SetContents.cover(ranges, bans, sets, nowMillis).values()) add(piece);
        bans.eachClient((range, end) -> {
            if (end > nowMillis)
                add(new Element(sets.ban(range), range.network(), range.network(), Element.millis(end, nowMillis), ""));
        });
        for (GateSet set : sets.all()) flush(set);
    }

    private void add(Element element) {
        StringBuilder lines = elements.computeIfAbsent(element.set(), s -> new StringBuilder());
        element.write(lines, nowMillis);
        lines.append(',');
        if (element.endMillis() != Element.FOR_EVER) lines.append(" # ").append(element.endMillis() / 1000);
        lines.append('\n');
        if (lines.length() > BLOCK) flush(element.set());
    }

    private void flush(GateSet set) {
        StringBuilder lines = elements.remove(set);
        if (lines == null) return;
        try {
            out.write("add element " + Ruleset.TABLE + " " + set.name() + " {\n");
            out.append(lines).write("}\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
