package io.callgate.app.tm3;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.name.EntryName;
import io.callgate.core.name.Target;
import io.callgate.core.service.PortRange;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** An entry while its rules are being read. */
final class Draft {

    private final EntryName name;
    private final Place place;
    private final Map<Target, Item> items = new LinkedHashMap<>();
    private final Set<String> remarks = new LinkedHashSet<>();

    Draft(EntryName name, Place place) {
        this.name = name;
        this.place = place;
    }

    void remark(String text) {
        remarks.add(text);
    }

    /**
     * Takes a rule over, or nothing of it.
     *
     * @throws IllegalArgumentException when its ports are no service's here
     */
    void add(Target target, Rule rule, ServiceCatalog services) {
        Ports ports = new Ports(services);
        if (rule.protocol().isEmpty()) ports.opened.add(Services.ALL);
        else ports.add(rule.protocol().get(), rule.ports().orElseThrow());
        items.computeIfAbsent(target, t -> new Item()).add(ports);
        remarks.addAll(ports.remarks);
        if (!rule.comment().isEmpty()) remark("\"" + rule.comment() + "\"");
    }

    Entry entry(ServiceCatalog services) {
        ImmutableMap.Builder<Target, Services> all = ImmutableMap.builder();
        items.forEach((target, item) -> {
            item.opened.forEach(service -> remarks.addAll(item.beyond(service, services)));
            all.put(target, whole(item.opened));
        });
        return new Entry(name, all.build(), place, ImmutableSet.copyOf(remarks));
    }

    /** What one of them may reach, and the ports that said so. */
    private static final class Item {
        private final Set<String> opened = new TreeSet<>();
        private final List<PortRange> asked = new ArrayList<>();

        void add(Ports ports) {
            opened.addAll(ports.opened);
            asked.addAll(ports.asked);
        }

        List<String> beyond(String service, ServiceCatalog services) {
            return opened.contains(Services.ALL) ? List.of() : Ports.beyond(services, service, asked);
        }
    }

    /** Both halves of SIP are SIP. Travelin' Man 3 let everybody reach RTP, callgate lets whoever may call. */
    private Services whole(Set<String> opened) {
        if (opened.contains(Services.ALL)) return Services.of(Services.ALL);
        Set<String> whole = new TreeSet<>(opened);
        if (whole.containsAll(Set.of("sip_udp", "sip_tcp"))) {
            whole.removeAll(Set.of("sip_udp", "sip_tcp"));
            whole.add("sip");
        }
        if (whole.stream().anyMatch(s -> s.equals("sip") || s.startsWith("sip_")) && whole.add("rtp"))
            remark("rtp comes along with sip");
        return Services.of(whole);
    }
}
