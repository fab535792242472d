package io.callgate.scan;

/** Writes events as Asterisk does: main/manager.c and main/security_events.c. Whatever stands in a value stands there raw. */
public final class AmiWriter {

    static final String LOCAL = "IPV4/UDP/192.0.2.1/5060";

    private AmiWriter() {}

    /** @param tail the fields behind the addresses, each with its line break */
    public static String event(
            String name, String service, String account, String session, String remote, String tail) {
        return head(name, service) + "AccountID: " + account + "\r\n" + tail(session, remote, tail);
    }

    public static String head(String name, String service) {
        return "Event: " + name + "\r\nPrivilege: security,all\r\n" + "EventTV: 2026-11-22T10:36:58.709+0000\r\n"
                + "Severity: Error\r\nService: " + service + "\r\nEventVersion: 1\r\n";
    }

    public static String tail(String session, String remote, String tail) {
        return "SessionID: " + session + "\r\nLocalAddress: " + LOCAL + "\r\nRemoteAddress: " + remote + "\r\n" + tail
                + "\r\n";
    }
}
