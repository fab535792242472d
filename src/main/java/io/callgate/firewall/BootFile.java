package io.callgate.firewall;

import io.callgate.core.ban.Banned;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.firewall.nft.Element;
import io.callgate.firewall.nft.SetContents;
import io.callgate.firewall.ruleset.GateSet;
import io.callgate.firewall.ruleset.GateSets;
import io.callgate.firewall.ruleset.Ruleset;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern HEAD = Pattern.compile("# callgate boot 1 [a-z]+ ([0-9]{1,18})");

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
        summed(to, out -> {
            try {
                new BootFile(out, ruleset, now).write(standings, bans);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
    }

    /**
     * Writes the elements of {@code old}, which {@link #write} wrote, under the rules of another mode.
     *
     * @throws IOException also when {@code old} is not whole; what was written until then is worth nothing
     */
    public static void turn(InputStream old, OutputStream to, Ruleset ruleset, Instant now) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(old, StandardCharsets.US_ASCII));
        summed(to, out -> turn(in, out, ruleset, now));
    }

    private static void turn(BufferedReader in, Writer out, Ruleset ruleset, Instant now) throws IOException {
        String line = in.readLine();
        Matcher head = HEAD.matcher(line == null ? "" : line);
        if (!head.matches()) throw damaged();
        // What is left of its elements was computed by a clock that was right then.
        head(out, ruleset, Math.max(now.getEpochSecond(), Long.parseLong(head.group(1))));
        MessageDigest sum = sha256();
        boolean elements = false;
        for (String next = in.readLine(); next != null; next = in.readLine()) {
            sum.update((line + "\n").getBytes(StandardCharsets.US_ASCII));
            elements |= line.startsWith("add element ");
            if (elements) out.write(line + "\n");
            line = next;
        }
        if (!line.equals(last(sum))) throw damaged();
    }

    private static IOException damaged() {
        return new IOException("it is damaged");
    }

    /** What is written under a sum. */
    private interface Content {
        void writeTo(Writer out) throws IOException;
    }

    private static void summed(OutputStream to, Content content) throws IOException {
        DigestOutputStream summed = new DigestOutputStream(to, sha256());
        Writer out = new BufferedWriter(new OutputStreamWriter(summed, StandardCharsets.US_ASCII));
        content.writeTo(out);
        out.flush();
        summed.on(false);
        out.write(last(summed.getMessageDigest()) + "\n");
        out.flush();
    }

    private static String last(MessageDigest sum) {
        return "# sha256 " + HexFormat.of().formatHex(sum.digest());
    }

    private static void head(Writer out, Ruleset ruleset, long written) throws IOException {
        out.write("# callgate boot 1 " + ruleset.mode() + " " + written + "\n");
        out.write(ruleset.text());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void write(Collection<RangeOpenings> standings, Banned bans) throws IOException {
        head(out, ruleset, nowMillis / 1000);
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
