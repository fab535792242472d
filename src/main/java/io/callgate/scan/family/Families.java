package io.callgate.scan.family;

import io.callgate.scan.filter.Filter;
import io.callgate.scan.line.SkipScan;
import io.callgate.scan.line.Source;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that is understood: out of the box, and by configuration. A new family is entered here and nowhere else. */
public final class Families {

    private final List<Family> all = new ArrayList<>(made());
    private final Family[] ofAnybody;
    private final Map<Source, Family> bySource = new EnumMap<>(Source.class);
    private final Family[] byOrdinal = new Family[Source.values().length];

    /** @param zone of times that name none */
    public Families(List<Filter> filters, ZoneId zone) {
        filters.forEach(filter -> all.add(new FilterFamily(filter, zone)));
        ofAnybody = all.stream().filter(family -> family.sources().isEmpty()).toArray(Family[]::new);
        for (Family family : all) family.sources().forEach(source -> bySource.put(source, family));
        bySource.forEach((source, family) -> byOrdinal[source.ordinal()] = family);
    }

    /** Each time anew: some keep places in the line that they read. */
    private static List<Family> made() {
        return List.of(
                new SecurityLog(),
                new Pjsip(),
                new ChanSip(),
                new StrangersCall(),
                new Iax2(),
                new Manager(),
                LoginPages.freepbx(),
                new Sshd(),
                new Apache(),
                new Nginx(),
                LoginPages.vsftpd(),
                new Pam(),
                LoginPages.webmin());
    }

    /** What the families of this program are called. */
    public static List<String> builtIn() {
        return made().stream().map(Family::name).toList();
    }

    public List<String> names() {
        return all.stream().map(Family::name).toList();
    }

    public int indexOf(Family family) {
        return all.indexOf(family);
    }

    /** Null for a line that no family reads. */
    public Family of(Source source) {
        return byOrdinal[source.ordinal()];
    }

    /** Those that read the lines of any writer. */
    public Family[] ofAnybody() {
        return ofAnybody;
    }

    /** Whether one of them says nothing of what its lines hold, so that all lines have to be read. */
    public boolean needEachLine() {
        return all.stream().anyMatch(family -> family.needles().isEmpty());
    }

    public SkipScan scan() {
        Set<String> needles = new LinkedHashSet<>();
        all.forEach(family -> needles.addAll(family.needles()));
        List<byte[]> bytes = new ArrayList<>();
        needles.forEach(needle -> bytes.add(needle.getBytes(StandardCharsets.ISO_8859_1)));
        return new SkipScan(bytes);
    }
}
