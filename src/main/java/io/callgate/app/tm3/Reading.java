package io.callgate.app.tm3;

import com.google.common.collect.ImmutableList;
import io.callgate.core.service.ServiceCatalog;
import java.util.List;

/** What was understood, in the order in which it stands in the files, and what was not. */
public record Reading(ImmutableList<Entry> entries, ImmutableList<Left> left) {

    /**
     * Reads files of rules ({@code rules.v4}, {@code /etc/sysconfig/iptables}, scripts of iptables commands, knockd.conf) and
     * {@code NAME.iptables}, in any order.
     *
     * @param services what rules can be taken over as
     */
    public static Reading of(List<Source> sources, ServiceCatalog services) {
        Reader reader = new Reader(services);
        sources.forEach(reader::read);
        return reader.reading();
    }
}
