package io.callgate.agi;

import io.callgate.agi.call.Prompts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A telephone for the terminal: plays Asterisk's side of one FastAGI call. What Asterisk would say is printed, and what a caller
 * would key comes from a {@link Keypad}. Commands behave as in Asterisk 22's res_agi.c, as far as callgate uses them.
 */
public final class TerminalPhone {

    /** Who waits for less than this is not asking, but listening while something else goes on. */
    public static final long QUESTION_MILLIS = 1_000;

    /** Where keys come from. */
    public interface Keypad {
        /** The next key, waiting at most so long; 0 when none is pressed in that time, -1 when the caller hangs up. */
        int next(long waitMillis) throws IOException, InterruptedException;
    }

    private final InetSocketAddress server;
    private final String caller;
    private final Prompts prompts;
    private final Keypad keypad;
    private final Consumer<String> out;
    private final Map<String, String> variables = new HashMap<>();
    private Token token = Token.NONE;
    private boolean hungUp;

    public TerminalPhone(
            InetSocketAddress server, String caller, Prompts prompts, Keypad keypad, Consumer<String> out) {
        this.server = server;
        this.caller = caller;
        this.prompts = prompts;
        this.keypad = keypad;
        this.out = out;
    }

    /** With what a request has to have. */
    public TerminalPhone with(Token of) {
        token = of;
        return this;
    }

    /**
     * Makes the call and returns the channel variables that it left, CALLGATE_STATUS among them.
     *
     * @throws IOException if there is no connection, or it ends within the call
     */
    public Map<String, String> call() throws IOException, InterruptedException {
        try (Socket socket = new Socket()) {
            socket.connect(server, 5_000);
            socket.setSoTimeout(120_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            OutputStream to = socket.getOutputStream();
            send(to, request());
            for (String line = in.readLine(); line != null; line = in.readLine()) send(to, reply(words(line)) + "\n");
        }
        return variables;
    }

    private static void send(OutputStream to, String text) throws IOException {
        to.write(text.getBytes(StandardCharsets.UTF_8));
        to.flush();
    }

    private String request() {
        return String.join(
                "\n",
                "agi_network: yes",
                "agi_network_script: " + token.in("whitelist"),
                "agi_request: agi://" + server.getHostString() + "/" + token.in("whitelist"),
                "agi_channel: Terminal/1",
                "agi_language: en",
                "agi_type: Terminal",
                "agi_uniqueid: terminal",
                "agi_version: 22",
                "agi_callerid: " + caller,
                "agi_calleridname: unknown",
                "agi_dnid: unknown",
                "agi_context: callgate",
                "agi_extension: s",
                "agi_priority: 1",
                "agi_enhanced: 0.0",
                "agi_accountcode: ",
                "",
                "");
    }

    /** The reply to a command. Once the caller has hung up, variables can still be set, and nothing else. */
    private String reply(List<String> words) throws IOException, InterruptedException {
        String command = words.get(0)
                + (words.size() > 1 && words.get(0).matches("GET|SET|SAY|STREAM") ? " " + words.get(1) : "");
        if (hungUp && !command.equals("SET VARIABLE"))
            return "511 Command Not Permitted on a dead channel or intercept routine";
        return switch (command) {
            case "ANSWER", "NOOP", "VERBOSE" -> "200 result=0";
            case "STREAM FILE" -> said(prompts.ofFile(words.get(2)), words.get(3)) + " endpos=0";
            case "SAY ALPHA" -> said(spelled(words.get(2)), words.get(3));
            case "SAY DATETIME" -> said(time(Long.parseLong(words.get(2))), words.get(3));
            case "GET DATA" ->
                data(prompts.ofFile(words.get(2)), Long.parseLong(words.get(3)), Integer.parseInt(words.get(4)));
            case "SET VARIABLE" -> {
                variables.put(words.get(2), words.get(3));
                yield "200 result=1";
            }
            default -> "510 Invalid or unknown command";
        };
    }

    static String spelled(String text) {
        return String.join(" ", text.split("")).replace(".", "dot").replace(":", "colon");
    }

    private static String time(long epochSecond) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                .withZone(ZoneId.systemDefault())
                .format(Instant.ofEpochSecond(epochSecond));
    }

    /** Says something that a key stops. */
    private String said(String text, String stopKeys) throws IOException, InterruptedException {
        print(text);
        int key = keypad.next(0);
        if (key < 0) return hangUp();
        return "200 result=" + (stopKeys.indexOf(key) >= 0 ? key : 0);
    }

    /** Keys up to {@code #}, to {@code max}, or to a pause. */
    private String data(String text, long waitMillis, int max) throws IOException, InterruptedException {
        print(text);
        StringBuilder keys = new StringBuilder();
        while (keys.length() < max) {
            int key = keypad.next(waitMillis);
            if (key < 0) return hangUp();
            if (key == 0) return "200 result=" + keys + " (timeout)";
            if (key == '#') break;
            keys.append((char) key);
        }
        return "200 result=" + keys;
    }

    private String hangUp() {
        hungUp = true;
        return "200 result=-1\nHANGUP";
    }

    private void print(String text) {
        if (!text.isEmpty()) out.accept(text);
    }

    /** Splits a command as AGI does: at blanks, but for those in double quotes; a backslash keeps the next character. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) word.append(line.charAt(++i));
            else if (c == '"') {
                quoted = !quoted;
                begun = true;
            } else if (c == ' ' && !quoted) {
                if (begun || word.length() > 0) words.add(word.toString());
                word.setLength(0);
                begun = false;
            } else word.append(c);
        }
        if (begun || word.length() > 0) words.add(word.toString());
        return words.isEmpty() ? List.of("") : words;
    }
}
