package io.callgate.firewall;

import com.google.common.collect.ImmutableList;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.OpenService;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.core.service.Services;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.toml.Texts;
import io.callgate.toml.Toml;
import io.callgate.toml.Value;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The table {@code [firewall]}: how the firewall stands, and whom it lets in whatever the book says.
 *
 * @param open what everybody may reach
 * @param ping whether everybody may ping
 * @param state where callgate keeps how the firewall stands; empty for the usual place
 */
public record FirewallConfig(
        Mode mode,
        ImmutableList<AddressRange> lan,
        ImmutableList<OpenService> open,
        boolean ping,
        Optional<Path> state) {

    /** @param known what can be open */
    public static FirewallConfig read(Toml toml, ServiceCatalog known) {
        return new FirewallConfig(
                toml.find("firewall", "mode")
                        .map(v -> v.as(FirewallConfig::mode))
                        .orElse(Mode.OBSERVE),
                toml.find("firewall", "lan")
                        .map(v -> v.list(AddressRange::parse))
                        .orElse(ImmutableList.of()),
                toml.find("firewall", "open")
                        .map(v -> v.list(text -> open(text, known)))
                        .orElse(ImmutableList.of()),
                toml.find("firewall", "ping").map(Value::flag).orElse(true),
                toml.find("firewall", "state").map(v -> v.as(Texts::absolutePath)));
    }

    private static Mode mode(String text) {
        for (Mode mode : Mode.values()) if (mode.toString().equals(text)) return mode;
        throw new IllegalArgumentException("must be \"enforce\" or \"observe\"");
    }

    private static OpenService open(String text, ServiceCatalog known) {
        OpenService open = OpenService.parse(text);
        known.require(Services.of(open.service()));
        return open;
    }
}
