package io.callgate.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A mail server that answers as a test tells it. The script gets each command line, and {@code .} at the end of a message;
 * what it does not answer is answered as a good server would, and {@link #BREAK_OFF} closes the connection without a word.
 */
final class ScriptedSmtp implements AutoCloseable {

    static final String BREAK_OFF = "(break off)";

    final List<String> commands = new CopyOnWriteArrayList<>();
    final List<String> messages = new CopyOnWriteArrayList<>();
    private final Function<String, Optional<String>> script;
    private final ServerSocket listening;

    ScriptedSmtp(Function<String, Optional<String>> script) throws IOException {
        this.script = script;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    SmtpServer address() {
        return SmtpServer.parse("smtp://127.0.0.1:" + listening.getLocalPort());
    }

    private void accept() {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                serve(socket);
            } catch (IOException e) {
                commands.add("(closed)");
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream out = socket.getOutputStream();
        if (!say(out, answer("(connect)", "220 scripted"))) return;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String reply = answer(line, usual(line));
            if (!say(out, reply)) return;
            if (!reply.startsWith("354")) continue;
            String message = message(in);
            String verdict = answer(".", "250 taken");
            if (verdict.startsWith("250")) messages.add(message);
            if (!say(out, verdict)) return;
        }
    }

    private String answer(String command, String usual) {
        commands.add(command);
        return script.apply(command).orElse(usual);
    }

    private static String usual(String line) {
        if (line.startsWith("DATA")) return "354 go on";
        return line.startsWith("QUIT") ? "221 bye" : "250 fine";
    }

    private static boolean say(OutputStream out, String reply) throws IOException {
        if (reply.equals(BREAK_OFF)) return false;
        out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return true;
    }

    private static String message(BufferedReader in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine())
            text.append(line).append('\n');
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
