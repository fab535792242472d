package io.callgate.registrar;

import io.callgate.core.arm.Registered;
import io.callgate.gate.port.Registrar;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks by AMI, over a connection of its own. What clients chose is data: an event in which a line that matters stands twice, or
 * says something else than it must, is unclear. A client could make up no more by it than by what it may register anyway.
 *
 * @param address where AMI listens; it is not encrypted, so keep it on this machine
 * @param distrust why what listens there is not to be sent the login, if so
 */
public record AmiRegistrar(InetSocketAddress address, String user, String secret, Supplier<Optional<String>> distrust)
        implements Registrar {

    private static final Pattern IN_BRACKETS = Pattern.compile("<([^<>]*)>");
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int MOST_LINES = 2_000;
    /** What every Asterisk has, and shows to those alone who may give commands of the system. */
    private static final String OF_SYSTEM = "moduleload";

    private static final int MOST_EVENTS = 20_000;

    @Override
    public Registered ask() throws IOException {
        try (Socket socket = new Socket()) {
            // Before, and again once there is a connection: it may have changed hands.
            refuseStranger();
            socket.connect(address, PATIENCE_MILLIS);
            refuseStranger();
            socket.setSoTimeout(PATIENCE_MILLIS);
            return new Conversation(socket).ask();
        } catch (IOException e) {
            throw new IOException("AMI at " + address + ": " + e.getMessage(), e);
        }
    }

    private void refuseStranger() throws IOException {
        Optional<String> why = distrust.get();
        if (why.isPresent()) throw new IOException(why.get());
    }

    /** One connection. */
    private final class Conversation {
        private final BufferedReader in;
        private final OutputStream out;
        private final Registered.Collector all = new Registered.Collector();
        private final Set<String> commands = new HashSet<>();

        Conversation(Socket socket) throws IOException {
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            out = socket.getOutputStream();
        }

        Registered ask() throws IOException {
            if (!line().startsWith("Asterisk Call Manager")) throw new IOException("what answers there is no AMI");
            send("Login", "Username: " + user + "\r\nSecret: " + secret + "\r\nEvents: off\r\n");
            if (!block().contains("Response: Success"))
                throw new IOException("it refuses the user " + user + "; see ami.user and ami.password in the secrets");
            commands();
            boolean any = list("PJSIPShowContacts", "ContactList", this::pjsipContact);
            for (String peers : new String[] {"SIPpeers", "IAXpeerlist"}) any |= list(peers, "PeerEntry", this::peer);
            if (!any && !commands.contains(OF_SYSTEM)) throw mayNot();
            if (!any) throw new IOException("it has no channel driver that could be asked who is registered");
            list("PJSIPShowRegistrationsOutbound", "OutboundRegistrationDetail", this::pjsipServer);
            for (String registry : new String[] {"SIPshowregistry", "IAXregistry"})
                list(registry, "RegistryEntry", this::server);
            return all.build();
        }

        /** Asking for what there is not is an event of the manager's security framework, each time. */
        private void commands() throws IOException {
            send("ListCommands", "");
            for (String line : block()) {
                int end = line.indexOf(": ");
                if (end > 0) commands.add(line.substring(0, end).toLowerCase(Locale.ROOT));
            }
        }

        private IOException mayNot() {
            return new IOException("it does not let the user " + user + " ask who is registered; give it"
                    + " \"write = system\" in manager.conf");
        }

        private void send(String action, String rest) throws IOException {
            out.write(("Action: " + action + "\r\n" + rest + "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        /** False when Asterisk has no such list, or the user may not ask for it. */
        private boolean list(String action, String event, Consumer<Fields> each) throws IOException {
            if (!commands.contains(action.toLowerCase(Locale.ROOT))) return false;
            send(action, "");
            List<String> answer = block();
            if (answer.stream().anyMatch(l -> l.contains("Permission denied"))) throw mayNot();
            // It has the list, and nothing is in it: "No Contacts found".
            if (!answer.contains("Response: Success")) return true;
            for (int i = 0; i < MOST_EVENTS; i++) {
                Fields fields = new Fields(block());
                if (fields.is("EventList", "Complete")) return true;
                if (fields.is("Event", event)) each.accept(fields);
            }
            throw new IOException("the answer to " + action + " does not end");
        }

        /**
         * Who registers on whose behalf: the name of a contact is that of its address of record, {@code ;@} and a number. Behind
         * {@code @@} is one that the configuration names, which is no phone that registered: a trunk, mostly.
         */
        private void pjsipContact(Fields fields) {
            String name = fields.one("ObjectName").orElse("");
            Optional<String> uri = fields.one("Uri");
            if (name.matches(".+@@[0-9a-f]+")) uri.ifPresent(all::server);
            else contact(name.replaceFirst(";@[0-9a-f]+$", ""), uri, fields.all("Path"));
        }

        /** Requests go by the path, if there is one (RFC 3327), and what it says is the phone's word, too. */
        private void contact(String extension, Optional<String> uri, List<String> paths) {
            List<String> uris = new ArrayList<>();
            uri.ifPresent(uris::add);
            if (uri.isEmpty() || paths.size() > 1) all.unclear(extension);
            for (String path : paths) {
                Matcher matcher = IN_BRACKETS.matcher(path);
                while (matcher.find()) uris.add(matcher.group(1));
                if (path.indexOf('<') < 0) uris.add(path);
            }
            all.contact(extension, uris);
        }

        /** Where chan_iax2 heard a phone; and chan_sip too, unless {@code nat=no} has it believe the contact. */
        private void peer(Fields fields) {
            if (!fields.is("Dynamic", "yes") || fields.is("IPaddress", "-none-")) return;
            contact(
                    fields.one("ObjectName").orElse(""),
                    fields.one("IPaddress").map(ip -> "sip:" + (ip.contains(":") ? "[" + ip + "]" : ip)),
                    List.of());
        }

        private void pjsipServer(Fields fields) {
            for (String key : new String[] {"ServerUri", "OutboundProxy"})
                fields.one(key).map(uri -> uri.replace("\\;", ";")).ifPresent(all::server);
        }

        private void server(Fields fields) {
            fields.one("Host").map(host -> "sip:" + host).ifPresent(all::server);
        }

        private List<String> block() throws IOException {
            List<String> lines = new ArrayList<>(30);
            for (String line = line(); !line.isEmpty(); line = line()) {
                if (lines.size() == MOST_LINES)
                    throw new IOException("an answer has more than " + MOST_LINES + " lines");
                lines.add(line);
            }
            return lines;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder(80);
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) throw new IOException("Asterisk closed the connection");
                if (line.length() == LONGEST_LINE) throw new IOException("a line is longer than " + LONGEST_LINE);
                line.append((char) c);
            }
            int end = line.length();
            return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
        }
    }

    /** The lines of one event. */
    private record Fields(List<String> lines) {

        boolean is(String key, String value) {
            return one(key).filter(value::equals).isPresent();
        }

        /** The value of a line that stands there once. */
        Optional<String> one(String key) {
            List<String> found =
                    lines.stream().filter(l -> l.startsWith(key + ": ")).toList();
            return found.size() == 1 ? all(key).stream().findFirst() : Optional.empty();
        }

        /** The values of all such lines that have one. */
        List<String> all(String key) {
            return lines.stream()
                    .filter(l -> l.startsWith(key + ": "))
                    .map(l -> l.substring(key.length() + 2))
                    .filter(v -> !v.isBlank())
                    .toList();
        }
    }
}
