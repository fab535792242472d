package io.callgate.scan.line;

import java.util.EnumSet;

/** Who wrote a line, by the place in it where only the logger writes. */
public enum Source {
    CHAN_SIP("chan_sip.c"),
    PJSIP("res_pjsip/pjsip_distributor.c"),
    SECURITY_LOG("res_security_log.c"),
    PJSIP_SESSION("res_pjsip_session.c"),
    IAX2("chan_iax2.c"),
    MANAGER("manager.c"),
    /** Another part of Asterisk. */
    ASTERISK(""),
    FREEPBX("freepbx_security"),
    // Programs, as syslog and the journal call them; another one stands between the first and the last.
    SSHD("sshd"),
    SSHD_SESSION("sshd-session"),
    SSHD_AUTH("sshd-auth"),
    VSFTPD("vsftpd"),
    WEBMIN("webmin"),
    MINISERV("miniserv.pl"),
    USERMIN("usermin"),
    // Known by the form of their lines.
    APACHE(""),
    NGINX(""),
    VSFTPD_OWN(""),
    /** Nobody that is known here. */
    OTHER("");

    private static final Source[] IN_ASTERISK = {SECURITY_LOG, CHAN_SIP, PJSIP, MANAGER, IAX2, PJSIP_SESSION};
    private static final Source[] PROGRAMS = EnumSet.range(SSHD, USERMIN).toArray(Source[]::new);

    private final byte[] mark;

    Source(String mark) {
        this.mark = Text.ascii(mark);
    }

    /** By a source file of Asterisk. */
    static Source ofFile(byte[] in, int from, int to) {
        return among(IN_ASTERISK, in, from, to, ASTERISK);
    }

    /** By the name of a program in syslog or the journal. */
    static Source ofProgram(byte[] in, int from, int to) {
        return among(PROGRAMS, in, from, to, OTHER);
    }

    private static Source among(Source[] known, byte[] in, int from, int to, Source otherwise) {
        for (Source source : known)
            if (source.mark.length == to - from && Text.at(in, from, to, source.mark)) return source;
        return otherwise;
    }

    boolean isInAsterisk() {
        return ordinal() <= ASTERISK.ordinal();
    }

    byte[] mark() {
        return mark;
    }
}
