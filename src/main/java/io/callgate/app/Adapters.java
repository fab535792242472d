package io.callgate.app;

import com.google.common.collect.ImmutableList;
import io.callgate.app.boot.TableWriter;
import io.callgate.app.config.Config;
import io.callgate.app.config.Door;
import io.callgate.core.arm.Posture;
import io.callgate.core.arm.Sessions;
import io.callgate.core.notice.Channel;
import io.callgate.gate.act.Logins;
import io.callgate.gate.port.Doorbell;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.Registrar;
import io.callgate.gate.port.Resolver;
import io.callgate.gate.port.Store;
import java.util.Map;
import java.util.Optional;

/** How the parts that face the outside are opened. */
interface Adapters extends TableWriter {

    /** Brings the schema of the book to this program's, making the book if there is none; how many versions it went up. */
    int migrate(Config config);

    /** @throws io.callgate.gate.port.StoreException when it cannot be reached, or has another schema: the message says what to do */
    Store openStore(Config config);

    /** @throws io.callgate.gate.port.FirewallException when nftables cannot be used */
    Firewall openFirewall(Config config, Posture posture);

    /** The doors that need nothing but their own table and the gate. */
    ImmutableList<Door<?>> doors();

    /** By which people are told of changes, beside the doors' own, whether or not anything runs that sends it. */
    ImmutableList<Channel> channels(Config config);

    /** Who is connected to this box, as far as this process can see. */
    Sessions sessions(Config config);

    /**
     * The nftables tables of others, by family and name, as text.
     *
     * @throws io.callgate.gate.port.FirewallException when nftables cannot be used
     */
    Map<String, String> otherTables();

    /** Makes ready to ask Asterisk who is registered, if the configuration says where and by whom; asks nothing yet. */
    Optional<Registrar> registrar(Config config);

    /** Makes ready to ask DNS; asks nothing yet. */
    Resolver openResolver(Config config);

    /**
     * Starts whatever else faces the outside while callgate runs, the doors last.
     *
     * @param parts is given each as soon as it runs
     * @return who knows which addresses rang
     */
    Doorbell startParts(Program program, Logins logins, Parts parts);
}
