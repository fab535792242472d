package io.callgate.firewall;

import static io.callgate.firewall.Standings.NO_BANS;
import static io.callgate.firewall.Standings.judged;
import static io.callgate.firewall.Standings.open;
import static io.callgate.firewall.Standings.openUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.Judged;
import io.callgate.core.grant.Judged.Cause;
import io.callgate.core.grant.Standing;
import io.callgate.firewall.Cable.Family;
import io.callgate.gate.Firewall.Mode;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.net.DatagramSocket;
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

    private void apply(Standing... standings) {
        firewall.apply(List.of(standings), NO_BANS, Instant.now());
    }

    private void remove(String range) {
        apply(Standing.none(AddressRange.parse(range)));
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
    void whoUsedAGrantAndHasNoneIsShutOutOfAllPorts(Family f) {
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
    void aGrantThatTheKernelEndsLeavesItShutOut(Family f) {
        Instant end = Instant.now().plusMillis(1500);
        apply(openUntil(end, f.phone, "sip"));
        use(f, f.phone);
        firewall.close();
        await().until(() -> !cable.udpPasses(f.phone, f.pbx, 5060));
        assertThat(answers(f, f.phone, 40_000)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void whoUsedAGrantOfItsWholeNetworkIsShutOutAndItsNeighbourIsNot(Family f) {
        String network = f == Family.V4 ? "192.0.2.0/27" : "2001:db8::/64";
        apply(open(network, "sip"));
        use(f, f.phone);
        remove(network);
        assertThat(answers(f, f.phone, 40_000)).isFalse();
        assertThat(answers(f, f.stranger, 40_000)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip", "web", "all"})
    void whomThePbxHadFlowsToByItselfKeepsAnsweringWhateverBecomesOfAGrant(String service) {
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
    void aGrantThatNobodyUsedLeavesNothingBehind(Family f) {
        apply(open(f.phone, "sip"));
        remove(f.phone);
        assertThat(answers(f, f.phone, 5065)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void mediaThatGoesWhereAPhoneSaysMakesNoPeerOfIt(Family f) {
        assertThat(answers(f, f.phone, 10_500)).isTrue();
        apply(open(f.phone, "sip"));
        use(f, f.phone);
        remove(f.phone);
        assertThat(answers(f, f.phone, 5065)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void whoHadAFlowBeforeItWasShutStaysOut(Family f) throws IOException {
        firewall.mode(Mode.OBSERVE, Optional.empty(), Instant.now());
        try (DatagramSocket asterisk = Cable.udp(cable.pbx, f.pbx, 5060);
                DatagramSocket phone = Cable.udp(cable.far, f.phone, 5062)) {
            for (int i = 0; i < 2; i++) {
                Cable.send(phone, "REGISTER", f.pbx, 5060);
                assertThat(Cable.receive(asterisk, 5000)).isEqualTo("REGISTER");
                Cable.send(asterisk, "401", f.phone, 5062);
                assertThat(Cable.receive(phone, 5000)).isEqualTo("401");
            }
        }
        assertThat(firewall.noted(Instant.now()).flows()).containsOnlyKeys(Address.parse(f.phone));
        firewall.mode(Mode.ENFORCE, Optional.empty(), Instant.now());
        assertThat(answers(f, f.phone, 5065)).isFalse();
        apply(open(f.phone, "sip"));
        assertThat(answers(f, f.phone, 5065)).isTrue();
    }

    /** Whoever forges its address makes it send as much. */
    @ParameterizedTest
    @EnumSource
    void whoIsFasterThanAnOpenServiceAllowsMayStillAnswer(Family f) throws IOException {
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
    void whatTheBookSaysOfRepliesCounts(Family f) {
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
    void whatThePbxStillSendsThereKeepsItShut(Family f) {
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
    void aNewProcessFindsWhatTheKernelNoted(Family f) {
        apply(open(f.phone, "sip"));
        use(f, f.phone);
        firewall.close();
        NftFirewall another = cable.another(Mode.ENFORCE);
        another.converge(List.of(), NO_BANS, Instant.now());
        assertThat(another.noted(Instant.now()).used()).containsOnlyKeys(Address.parse(f.phone));
        assertThat(answers(f, f.phone, 5065)).isFalse();
    }
}
