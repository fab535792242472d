package io.callgate.scan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that is understood out of the box. A new family is entered here and nowhere else. */
final class Families {

    private final List<Family> all = List.of(
            new SecurityLog(),
            new Pjsip(),
            new ChanSip(),
            new Iax2(),
            new Manager(),
            LoginPages.freepbx(),
            new Sshd(),
            new Apache(),
            new Nginx(),
            LoginPages.vsftpd(),
            new Pam(),
            LoginPages.webmin());

    private final Map<Source, Family> bySource = new EnumMap<>(Source.class);
    private final Family[] byOrdinal = new Family[Source.values().length];

    Families() {
        for (Family family : all) family.sources().forEach(source -> bySource.put(source, family));
        bySource.forEach((source, family) -> byOrdinal[source.ordinal()] = family);
    }

    List<String> names() {
        return all.stream().map(Family::name).toList();
    }

    int indexOf(Family family) {
        return all.indexOf(family);
    }

    /** Null for a line that no family reads. */
    Family of(Source source) {
        return byOrdinal[source.ordinal()];
    }

    SkipScan scan() {
        Set<String> needles = new LinkedHashSet<>();
        all.forEach(family -> needles.addAll(family.needles()));
        List<byte[]> bytes = new ArrayList<>();
        needles.forEach(needle -> bytes.add(Text.ascii(needle)));
        return new SkipScan(bytes);
    }
}
