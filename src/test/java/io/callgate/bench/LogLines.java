package io.callgate.bench;

import java.util.Random;

/** Lines as Asterisk writes them: one in ten is a failure, in one of three forms. */
final class LogLines {

    private LogLines() {}

    /**
     * One line, with its end.
     *
     * @param time as in {@code 2026-11-22 10:00:00}
     * @param address of whoever fails, if it is a failure
     */
    static String line(Random random, String time, String address) {
        String[] forms = random.nextInt(10) == 0 ? FAILURES : HARMLESS;
        return "[" + time + "] " + filled(forms[random.nextInt(forms.length)], random, time, address) + "\n";
    }

    /** A failure. */
    static String failure(Random random, String time, String address) {
        return "[" + time + "] " + filled(FAILURES[0], random, time, address) + "\n";
    }

    private static String filled(String form, Random random, String time, String address) {
        return form.replace("ADDRESS", address)
                .replace("TIME", time.replace(' ', 'T'))
                .replace("HEX", Integer.toHexString(random.nextInt() | 0x80000000))
                .replace("NUM", String.valueOf(100 + random.nextInt(900)));
    }

    private static final String SECURITY =
            "SECURITY[1650] res_security_log.c: SecurityEvent=\"%s\",EventTV=\"TIME.123+0000\","
                    + "Severity=\"%s\",Service=\"PJSIP\",EventVersion=\"1\",AccountID=\"NUM\",SessionID=\"HEX@192.0.2.9\","
                    + "LocalAddress=\"IPV4/UDP/192.0.2.1/5060\",RemoteAddress=\"IPV4/UDP/ADDRESS/5060\"";

    private static final String[] FAILURES = {
        "NOTICE[1700] chan_sip.c: Registration from '\"NUM\" <sip:NUM@192.0.2.1>' failed for 'ADDRESS:5060' - Wrong password",
        "NOTICE[1712] res_pjsip/pjsip_distributor.c: Request 'REGISTER' from '<sip:NUM@192.0.2.1>' failed for 'ADDRESS:5060'"
                + " (callid: HEXHEX) - Failed to authenticate",
        String.format(SECURITY, "InvalidPassword", "Error")
                + ",Challenge=\"HEX\",ReceivedChallenge=\"HEX\",ReceivedHash=\"HEXHEXHEXHEX\""
    };

    private static final String[] HARMLESS = {
        "VERBOSE[2101][C-HEX] pbx.c: Executing [NUM@from-internal:3] Set(\"PJSIP/NUM-HEX\", \"CALLERID(name)=Ext NUM\") in new"
                + " stack",
        "VERBOSE[2102][C-HEX] app_dial.c: PJSIP/NUM-HEX is ringing",
        "VERBOSE[2103][C-HEX] bridge_channel.c: Channel PJSIP/NUM-HEX joined 'simple_bridge' basic-bridge <HEX-51a4-4f0e-HEX>",
        "VERBOSE[1800] res_pjsip_registrar.c: Added contact 'sip:NUM@192.0.2.7:5060' to AOR 'NUM' with expiration of 3600"
                + " seconds",
        "NOTICE[1700] chan_sip.c: Peer 'NUM' is now Reachable. (20ms / 2000ms)",
        "VERBOSE[2104][C-HEX] pbx.c: Executing [s@macro-dialout-trunk:9] GotoIf(\"PJSIP/NUM-HEX\", \"1?failed-2\") in new stack",
        "VERBOSE[2105][C-HEX] app_queue.c: Nobody picked up in 5000 ms",
        "NOTICE[1712] res_pjsip/pjsip_options.c: Contact NUM/sip:NUM@192.0.2.7:5060 is now Reachable.  RTT: 12.345 msec",
        "VERBOSE[2106][C-HEX] file.c: <PJSIP/NUM-HEX> Playing 'vm-goodbye.ulaw' (language 'en')",
        "VERBOSE[1500] asterisk.c: Remote UNIX connection",
        "VERBOSE[2107][C-HEX] pbx.c: Spawn extension (from-internal, NUM, 4) exited non-zero on 'PJSIP/NUM-HEX'",
        String.format(SECURITY, "SuccessfulAuth", "Informational") + ",UsingPassword=\"1\""
    };
}
