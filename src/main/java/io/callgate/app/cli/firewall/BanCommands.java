package io.callgate.app.cli.firewall;

import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Times;
import io.callgate.core.address.AddressRange;
import io.callgate.gate.act.Bans;
import io.callgate.gate.port.StoreException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an administrator does with bans by hand. */
public final class BanCommands {

    private BanCommands() {}

    private static void tellOfSilence(CommandContext desk, StoreException e) {
        desk.console()
                .line("so it is in the kernel, also over restarts; the book is silent, and says it when it is back: "
                        + e.getMessage());
    }

    @Command(name = "ban", description = "Shut an address out of everything, at once. A grant beats a ban.")
    public static final class Ban extends BookCommand {
        @Parameters(
                paramLabel = "ADDRESS",
                description = "An IPv4 or IPv6 address, or a range. Of IPv6, a whole /64 is banned at least.")
        private AddressRange asked;

        @Option(names = "--for", paramLabel = "DURATION", description = "How long, as in 1h or 7d (default: for ever).")
        private Duration duration;

        @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why, for the list of bans.")
        private String reason;

        @Option(names = "--force", description = "Ban it although a grant lets it in, or it is a very wide range.")
        private boolean force;

        @Override
        public void run(CommandContext desk) {
            try {
                tell(
                        desk,
                        desk.engine()
                                .askSoon(Bans.ban(asked, Optional.ofNullable(duration), reason, force, desk.actor())));
            } catch (StoreException e) {
                AddressRange range =
                        desk.engine().byHand().ban(asked, Optional.ofNullable(duration), reason, force, desk.actor());
                tell(desk, new Bans.Shut(range, Optional.empty()));
                tellOfSilence(desk, e);
            }
        }

        private void tell(CommandContext desk, Bans.Shut shut) {
            desk.console()
                    .line(shut.range() + " is banned until "
                            + Times.until(Optional.ofNullable(duration)
                                    .map(length -> desk.engine().now().plus(length))));
            shut.beatenBy().ifPresent(grant -> desk.console()
                    .line("grant " + grant.id() + " of " + grant.owner() + " for " + grant.range() + " beats it"));
        }
    }

    @Command(name = "unban", description = "End the ban of an address or a range.")
    public static final class Unban extends BookCommand {
        @Parameters(paramLabel = "ADDRESS", description = "What was banned, as 'callgate list bans' shows it.")
        private AddressRange asked;

        @Override
        public void run(CommandContext desk) {
            try {
                tell(desk, desk.engine().askSoon(Bans.unban(asked, desk.actor())));
            } catch (StoreException e) {
                tell(desk, desk.engine().byHand().unban(asked, desk.actor()));
                tellOfSilence(desk, e);
            }
        }

        private static void tell(CommandContext desk, AddressRange range) {
            desk.console().line(range + " is no longer banned");
        }
    }
}
