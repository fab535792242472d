package io.callgate.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A phone that registers at Asterisk and answers its keep-alive; see src/test/asterisk/phone.py. */
public final class Phone implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;

    /** @param certificate a key and a certificate, for TLS */
    public Phone(Namespace where, String me, String pbx, String transport, String user, Path certificate) {
        try {
            process = where.process(
                            "/usr/bin/python3",
                            Path.of("src/test/asterisk/phone.py")
                                    .toAbsolutePath()
                                    .toString(),
                            me,
                            pbx,
                            transport,
                            user,
                            certificate.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            answers = process.inputReader(StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The PBX's last answer to a registration in a flow of its own; "none" when none came. */
    public String register() {
        return tell("register");
    }

    /** The same over the flow that the PBX keeps alive. */
    public String registerOverTheKeepAlive() {
        return tell("over");
    }

    private String tell(String what) {
        try {
            process.getOutputStream().write((what + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            return String.valueOf(answers.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
