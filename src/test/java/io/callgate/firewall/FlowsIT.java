package io.callgate.firewall;

import static io.callgate.firewall.Standings.NO_BANS;
import static io.callgate.firewall.Standings.banned;
import static io.callgate.firewall.Standings.judged;
import static io.callgate.firewall.Standings.open;
import static io.callgate.firewall.Standings.openUntil;
import static io.callgate.firewall.Standings.shut;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Banned;
import io.callgate.core.grant.Judged;
import io.callgate.core.grant.Judged.Cause;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.firewall.Cable.Family;
import io.callgate.firewall.nft.Conntrack;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Flows that the PBX began let in nobody whose grant was taken away, and nobody can use that to shut out who answers it. */
class FlowsIT {

    private Cable cable;
    private NftFirewall firewall;

    @BeforeEach
    void layTheCable() {
        Namespace.assumeAvailable("nft");
        cable = new Cable(Mode.ENFORCE);
        firewall = cable.firewall;
    }

    @AfterEach
    void takeItAway() {
        if (cable != null) cable.close();
    }

    private void apply(RangeOpenings... standings) {
        firewall.apply(List.of(standings), NO_BANS, Instant.now());
    }

    private void remove(String range) {
        apply(RangeOpenings.none(AddressRange.parse(range)));
    }

    /** Whether whoever is at an address gets an answer through, from and to any port, when the PBX sends something there. */
    private boolean answers(Family f, String address, int port) {
        try (DatagramSocket asterisk = Cable.udp(cable.pbx, f.pbx, port);
                DatagramSocket phone = Cable.udp(cable.far, address, 5062)) {
            Cable.send(asterisk, "OPTIONS", address, 5062);
            assertThat(Cable.receive(phone, 5000)).isEqualTo("OPTIONS");
            Cable.send(phone, "REGISTER", f.pbx, port);
            return Cable.receive(asterisk, 300).equals("REGISTER");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void use(Family f, String address) {
        assertThat(cable.udpPasses(address, f.pbx, 5060)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void the_kernel_knows_who_sent_something_that_was_let_in_and_whom_the_box_only_asked(Family f) {
        apply(open(f.phone, "sip"));
        use(f, f.phone);
        assertThat(answers(f, f.stranger, 40_000)).isTrue();
        assertThat(cable.udpPasses(f.lan, f.pbx, 9)).isTrue();

        assertThat(began(f.phone)).isTrue();
        assertThat(began(f.lan)).isTrue();
        assertThat(began(f.stranger)).isFalse();
        assertThat(cable.udpPasses(f.stranger, f.pbx, 5060)).isFalse();
        assertThat(began(f.stranger)).isFalse();
    }

    private boolean began(String address) {
        return cable.pbx.call(() -> new Conntrack().began(Address.parse(address)));
    }

    @ParameterizedTest
    @EnumSource
    void who_used_a_grant_and_has_none_is_shut_out_of_all_ports(Family f) {
        apply(open(f.phone, "sip"));
        use(f, f.phone);
        assertThat(answers(f, f.phone, 5065)).isTrue();
        assertThat(answers(f, f.phone, 40_000)).isTrue();
        remove(f.phone);
        assertThat(answers(f, f.phone, 5065)).isFalse();
        assertThat(answers(f, f.phone, 40_000)).isFalse();
        assertThat(cable.pings(f.phone, f.pbx)).isFalse();
        assertThat(answers(f, f.stranger, 40_000)).isTrue();
        apply(open(f.phone, "web"));
        // By ports: what it is not let reach, answers do not reach either.
        assertThat(answers(f, f.phone, 40_000)).isTrue();
        assertThat(answers(f, f.phone, 5065)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_grant_that_the_kernel_ends_leaves_it_shut_out(Family f) {
        Instant end = Instant.now().plusMillis(1500);
        apply(openUntil(end, f.phone, "sip"));
        use(f, f.phone);
        firewall.close();
        await().until(() -> !cable.udpPasses(f.phone, f.pbx, 5060));
        assertThat(answers(f, f.phone, 40_000)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void who_used_a_grant_of_its_whole_network_is_shut_out_and_its_neighbour_is_not(Family f) {
        String network = f == Family.V4 ? "192.0.2.0/27" : "2001:db8::/64";
        apply(open(network, "sip"));
        use(f, f.phone);
        remove(network);
        assertThat(answers(f, f.phone, 40_000)).isFalse();
        assertThat(answers(f, f.stranger, 40_000)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip", "web", "all"})
    void whom_the_pbx_had_flows_to_by_itself_keeps_answering_whatever_becomes_of_a_grant(String service) {
        for (Family f : Family.values()) {
            assertThat(answers(f, f.stranger, 5065)).isTrue();
            apply(open(f.stranger, service));
            assertThat(answers(f, f.stranger, 5065)).isTrue();
            // It begins a flow of its own, as a provider does with each call.
            if (!service.equals("web")) use(f, f.stranger);
            assertThat(answers(f, f.stranger, 5065)).isTrue();
            remove(f.stranger);
            assertThat(answers(f, f.stranger, 5065)).isTrue();
            assertThat(cable.udpPasses(f.stranger, f.pbx, 5060)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_grant_that_nobody_used_leaves_nothing_behind(Family f) {
        apply(open(f.phone, "sip"));
        remove(f.phone);
        assertThat(answers(f, f.phone, 5065)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void media_that_goes_where_a_phone_says_makes_no_peer_of_it(Family f) {
        assertThat(answers(f, f.phone, 10_500)).isTrue();
        apply(open(f.phone, "sip"));
        use(f, f.phone);
        remove(f.phone);
        assertThat(answers(f, f.phone, 5065)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void who_had_a_flow_before_it_was_shut_stays_out(Family f) throws IOException {
        firewall.mode(Mode.OBSERVE, Optional.empty(), Instant.now());
        try (DatagramSocket asterisk = Cable.udp(cable.pbx, f.pbx, 5060);
                DatagramSocket phone = Cable.udp(cable.far, f.phone, 5062)) {
            isAnswered(f, phone, asterisk, "SIP/2.0 200 OK");
            // Once it is registered, the PBX asks whether it is there.
            Cable.send(asterisk, "OPTIONS sip:1001", f.phone, 5062);
            assertThat(Cable.receive(phone, 5000)).startsWith("OPTIONS");
        }
        assertThat(firewall.noted(Instant.now()).flows()).containsOnlyKeys(Address.parse(f.phone));
        firewall.mode(Mode.ENFORCE, Optional.empty(), Instant.now());
        assertThat(answers(f, f.phone, 5065)).isFalse();
        apply(open(f.phone, "sip"));
        assertThat(answers(f, f.phone, 5065)).isTrue();
    }

    private static void isAnswered(Family f, DatagramSocket phone, DatagramSocket asterisk, String answer)
            throws IOException {
        for (int i = 0; i < 2; i++) {
            Cable.send(phone, "REGISTER", f.pbx, 5060);
            assertThat(Cable.receive(asterisk, 5000)).isEqualTo("REGISTER");
            Cable.send(
                    asterisk, answer, phone.getLocalAddress().getHostAddress().replaceFirst("%.*", ""), 5062);
            assertThat(Cable.receive(phone, 5000)).isEqualTo(answer);
        }
    }

    /** Packets in another's name are answered, too: by 401, and to where the forger's Via says. */
    @ParameterizedTest
    @EnumSource
    void packets_in_anothers_name_note_nobody_and_make_no_peer(Family f) throws IOException {
        firewall.mode(Mode.OBSERVE, Optional.empty(), Instant.now());
        try (DatagramSocket asterisk = Cable.udp(cable.pbx, f.pbx, 5060);
                DatagramSocket forged = Cable.udp(cable.far, f.phone, 5062)) {
            isAnswered(f, forged, asterisk, "SIP/2.0 401 Unauthorized");
            Cable.send(asterisk, "SIP/2.0 401 Unauthorized", f.stranger, 5070);
        }
        assertThat(firewall.noted(Instant.now()).flows()).isEmpty();
        assertThat(firewall.noted(Instant.now()).peers()).isEmpty();
        firewall.mode(Mode.ENFORCE, Optional.empty(), Instant.now());
        assertThat(answers(f, f.phone, 40_000)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void packets_in_the_name_of_whom_the_pbx_registers_at_do_it_no_harm(Family f) throws IOException {
        firewall.mode(Mode.OBSERVE, Optional.empty(), Instant.now());
        try (DatagramSocket asterisk = Cable.udp(cable.pbx, f.pbx, 5060);
                DatagramSocket provider = Cable.udp(cable.far, f.stranger, 5062)) {
            // Before the PBX sends its first packet there, which is then within the forger's flow.
            isAnswered(f, provider, asterisk, "SIP/2.0 401 Unauthorized");
            Cable.send(asterisk, "REGISTER sip:provider", f.stranger, 5062);
            assertThat(Cable.receive(provider, 5000)).startsWith("REGISTER");
            isAnswered(f, provider, asterisk, "SIP/2.0 401 Unauthorized");
            Cable.send(asterisk, "INVITE sip:1@provider", f.stranger, 5062);
        }
        Firewall.Noted noted = firewall.noted(Instant.now());
        assertThat(noted.flows()).isEmpty();
        assertThat(noted.peers()).containsOnlyKeys(Address.parse(f.stranger));
    }

    /** A beginning sent twice looks established as soon as the PBX answers it. */
    @ParameterizedTest
    @EnumSource
    void only_a_whole_connection_notes_who_had_it(Family f) throws IOException {
        firewall.mode(Mode.OBSERVE, Optional.empty(), Instant.now());
        try (ServerSocket asterisk = cable.pbx.call(() -> new ServerSocket(5060, 5, InetAddress.getByName(f.pbx)))) {
            cable.far.run(
                    "nft",
                    "add table inet mute; add chain inet mute in { type filter hook input priority 0; };"
                            + " add rule inet mute in tcp sport 5060 drop");
            try (Socket forged = Cable.tcp(cable.far, f.stranger)) {
                // The owner of the address hears the answer and says nothing; the beginning comes again after a second.
                assertThatThrownBy(() -> forged.connect(new InetSocketAddress(f.pbx, 5060), 2500))
                        .isInstanceOf(SocketTimeoutException.class);
            }
            cable.far.run("nft", "delete table inet mute");
            assertThat(firewall.noted(Instant.now()).flows()).isEmpty();
            try (Socket phone = Cable.tcp(cable.far, f.phone)) {
                phone.connect(new InetSocketAddress(f.pbx, 5060), 2000);
                phone.getOutputStream().write('R');
                await().until(() -> !firewall.noted(Instant.now()).flows().isEmpty());
            }
            assertThat(firewall.noted(Instant.now()).flows()).containsOnlyKeys(Address.parse(f.phone));
            assertThat(asterisk.isBound()).isTrue();
        }
    }

    /** Whoever sends failures in its name has the scanner ban it. */
    @ParameterizedTest
    @EnumSource
    void a_ban_over_forged_failures_leaves_whom_the_pbx_talks_to_its_answers_and_nothing_else(Family f) {
        NftFirewall open = cable.open("sip", "web");
        Banned bans = banned(f == Family.V6 ? "2001:db8::/64" : f.stranger);
        open.converge(List.of(), bans, Instant.now());
        assertThat(answers(f, f.stranger, 5065))
                .as("a trunk, when the PBX registers")
                .isTrue();
        assertThat(answers(f, f.stranger, 40_000)).as("DNS, NTP").isTrue();
        assertThat(cable.udpPasses(f.stranger, f.pbx, 5060)).isFalse();
        assertThat(cable.tcpPasses(f.stranger, f.pbx, 80)).isFalse();
        assertThat(cable.pings(f.stranger, f.pbx)).isFalse();
        assertThat(open.counters().of("banned")).isPositive();
        // A grant for another service beats the ban, as ever.
        open.apply(List.of(open(f.stranger, "ssh")), NO_BANS, Instant.now());
        assertThat(cable.udpPasses(f.stranger, f.pbx, 5060)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_ban_by_hand_cuts_answers_too(Family f) {
        assertThat(cable.pings(f.stranger, f.pbx)).as("they are neighbours").isTrue();
        NftFirewall open = cable.open("sip");
        String range = f == Family.V6 ? "2001:db8::/64" : f.stranger;
        open.converge(List.of(shut(range)), banned(range), Instant.now());
        assertThat(answers(f, f.stranger, 5065)).isFalse();
        String wider = f == Family.V6 ? "2001:db8::/48" : "192.0.2.16/28";
        open.converge(List.of(shut(wider)), banned(wider), Instant.now());
        assertThat(answers(f, f.stranger, 40_000)).isFalse();
        open.converge(List.of(), NO_BANS, Instant.now());
        assertThat(answers(f, f.stranger, 40_000)).isTrue();
    }

    /** A banned client's own Via, or its port, must not make an answer to him a flow that the PBX began. */
    @ParameterizedTest
    @EnumSource
    void who_is_banned_gets_in_by_no_answer_to_him(Family f) throws IOException {
        assertThat(cable.pings(f.stranger, f.pbx)).as("they are neighbours").isTrue();
        NftFirewall open = cable.open("sip");
        open.converge(List.of(), banned(f == Family.V6 ? "2001:db8::/64" : f.stranger), Instant.now());
        try (DatagramSocket asterisk = Cable.udp(cable.pbx, f.pbx, 5060);
                DatagramSocket attacker = Cable.udp(cable.far, f.stranger, 5070)) {
            Cable.send(asterisk, "SIP/2.0 401 Unauthorized", f.stranger, 5070);
            assertThat(Cable.receive(attacker, 5000)).startsWith("SIP/2.0");
            Cable.send(attacker, "REGISTER", f.pbx, 5060);
            assertThat(Cable.receive(asterisk, 300)).isEmpty();
        }
    }

    /** Whoever forges its address makes it send as much. */
    @ParameterizedTest
    @EnumSource
    void who_is_faster_than_an_open_service_allows_may_still_answer(Family f) throws IOException {
        NftFirewall open = cable.open("sip 5/second");
        open.converge(List.of(), NO_BANS, Instant.now());
        try (DatagramSocket asterisk = Cable.udp(cable.pbx, f.pbx, 5060);
                DatagramSocket forged = Cable.udp(cable.far, f.phone, 5062)) {
            Cable.send(forged, "OPTIONS", f.pbx, 5060);
            assertThat(Cable.receive(asterisk, 5000)).isEqualTo("OPTIONS");
            Cable.send(asterisk, "401", f.phone, 5062);
            assertThat(Cable.receive(forged, 5000)).isEqualTo("401");
            for (int i = 0; i < 200; i++) Cable.send(forged, "OPTIONS", f.pbx, 5060);
        }
        assertThat(open.noted(Instant.now()).flows()).isEmpty();
        assertThat(answers(f, f.phone, 40_000)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void what_the_book_says_of_replies_counts(Family f) {
        Instant later = Instant.now().plusSeconds(100);
        apply(judged(f.phone, Cause.CONTACT, later));
        assertThat(answers(f, f.phone, 40_000)).isFalse();
        apply(judged(f.phone, Cause.LIFTED, later));
        assertThat(answers(f, f.phone, 40_000)).isTrue();
        apply(open(f.phone, "sip"));
        use(f, f.phone);
        apply(judged(f.phone, Cause.LIFTED, later));
        assertThat(answers(f, f.phone, 40_000)).isTrue();
        // What the kernel noted counts again without it.
        remove(f.phone);
        assertThat(answers(f, f.phone, 40_000)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void what_the_pbx_still_sends_there_keeps_it_shut(Family f) {
        Instant soon = Instant.now().plusSeconds(100);
        apply(judged(f.phone, Cause.USED, soon));
        assertThat(firewall.noted(Instant.now()).used()).isEmpty();
        assertThat(answers(f, f.phone, 5065)).isFalse();
        assertThat(firewall.noted(Instant.now()).used().get(Address.parse(f.phone)))
                .isAfter(Instant.now().plus(Judged.AFTERMATH).minus(Duration.ofMinutes(1)));
        assertThat(firewall.noted(Instant.now()).peers()).doesNotContainKey(Address.parse(f.phone));
    }

    @ParameterizedTest
    @EnumSource
    void a_new_process_finds_what_the_kernel_noted(Family f) {
        apply(open(f.phone, "sip"));
        use(f, f.phone);
        firewall.close();
        NftFirewall another = cable.another(Mode.ENFORCE);
        another.converge(List.of(), NO_BANS, Instant.now());
        assertThat(another.noted(Instant.now()).used()).containsOnlyKeys(Address.parse(f.phone));
        assertThat(answers(f, f.phone, 5065)).isFalse();
    }
}
