package io.callgate.scan.follow;

import io.callgate.core.address.Address;
import io.callgate.core.failure.Failure;
import io.callgate.core.jail.Jail;
import io.callgate.core.jail.Judge;
import io.callgate.core.jail.Offence;
import io.callgate.gate.Gate;
import io.callgate.scan.ami.AmiEvent;
import io.callgate.scan.line.Text;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Goes the whole way from a log's line to the kernel as often as it takes to have it compiled, so that the first attacker
 * after a start is shut out as fast as any other. Shuts out nobody, and nothing of it can be seen in a count.
 */
final class Rehearsal {

    /** Java compiles what was called 200 times. */
    private static final int ROUNDS = 300;

    private static final byte[] OF_ASTERISK = """
            [2026-01-01 00:00:00] NOTICE[1] chan_sip.c: Registration from '"1" <sip:1@pbx>' failed for '198.51.100.1:5060' - Wrong password
            [2026-01-01 00:00:00.001] NOTICE[1] res_pjsip/pjsip_distributor.c: Request 'REGISTER' from '<sip:1@pbx>' failed for '198.51.100.1:5060' (callid: 1) - Failed to authenticate
            [2026-01-01 00:00:00.001] SECURITY[1] res_security_log.c: SecurityEvent="InvalidPassword",EventTV="2026-01-01T00:00:00.001+0000",Severity="Error",Service="PJSIP",EventVersion="2",AccountID="1",SessionID="1",LocalAddress="IPV4/UDP/198.51.100.2/5060",RemoteAddress="IPV4/UDP/198.51.100.1/5060",Challenge="1",ReceivedChallenge="1",ReceivedHash="1"
            """.getBytes(StandardCharsets.US_ASCII);

    private static final byte[] OF_SYSLOG =
            Text.ascii("Jan  1 00:00:00 pbx sshd[1]: Failed password for root from 198.51.100.1 port 50000 ssh2\n");

    private static final byte[] EVENT = Text.ascii(String.join(
            "\r\n",
            "Event: InvalidPassword",
            "Privilege: security,all",
            "EventTV: 2026-01-01T00:00:00.001+0000",
            "Severity: Error",
            "Service: PJSIP",
            "EventVersion: 2",
            "AccountID: 1",
            "SessionID: 1",
            "LocalAddress: IPV4/UDP/198.51.100.2/5060",
            "RemoteAddress: IPV4/UDP/198.51.100.1/5060",
            "Challenge: 1",
            "\r\n"));

    private final Gate gate;
    private final Judge judge =
            new Judge(new Jail(1, Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(1)));
    private final LogScanner scanner = new LogScanner(ZoneOffset.UTC, this::failure);
    private final AmiEvent event = new AmiEvent();
    private Optional<Offence> offence = Optional.empty();
    private int rounds;

    Rehearsal(Gate gate) {
        this.gate = gate;
    }

    boolean isOver() {
        return rounds >= ROUNDS;
    }

    /** Once more, unless it is over. Returns at once. */
    void next() {
        if (isOver()) return;
        rounds++;
        for (byte[] log : List.of(OF_ASTERISK, OF_SYSLOG)) {
            scanner.restart();
            scanner.space().put(log);
            scanner.scan(0);
            scanner.settle(0);
        }
        if (event.read(EVENT, 0, EVENT.length) == AmiEvent.Form.CERTAIN) failure(event.failure(0));
        offence.ifPresent(gate::rehearse);
    }

    private void failure(Failure failure) {
        Address client = failure.address();
        offence = judge.judge(failure, failure.atMillis()).or(() -> offence);
        judge.pardon(client);
    }
}
