package io.callgate.registrar;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.address.Address;
import io.callgate.core.arm.Contact;
import io.callgate.core.arm.Registered;
import io.callgate.testing.Background;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a manager says is taken as it was recorded of a real Asterisk 22, and as a client might want it. */
class AmiRegistrarTest {

    private static final String LOGIN = "Response: Success\nMessage: Authentication accepted\n\n";
    private static final String UNKNOWN = "Response: Error\nMessage: Invalid/unknown command: X.\n\n";
    private static final String START = "Response: Success\nEventList: start\nMessage: list follows\n\n";
    private static final String END = "Event: Complete\nEventList: Complete\nListItems: 1\n\n";

    private static String contact(String lines) {
        return START + "Event: ContactList\nObjectType: contact\n" + lines + "RoundtripUsec: N/A\n\n" + END;
    }

    /** Of what is answered, and what every Asterisk has. */
    private static String commands(Map<String, String> answers) {
        StringBuilder commands = new StringBuilder("Response: Success\n");
        if (answers.keySet().stream().noneMatch("OfNoSystem"::equals))
            commands.append("ModuleLoad: Module management.  (Priv: system,all)\n");
        answers.keySet().forEach(name -> commands.append(name).append(": Words.  (Priv: system,reporting,all)\n"));
        return commands.append('\n').toString();
    }

    private static String answer(Map<String, String> answers, String action) {
        if (action.equals("ListCommands")) return commands(answers);
        return answers.entrySet().stream()
                .filter(each -> each.getKey().equalsIgnoreCase(action))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(UNKNOWN);
    }

    private static Registered ask(Map<String, String> answers) throws IOException {
        return ask(answers, new ArrayList<>());
    }

    private static Registered ask(Map<String, String> answers, List<String> asked) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Background.start(() -> {
                try (Socket client = server.accept()) {
                    BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
                    client.getOutputStream().write("Asterisk Call Manager/11.0.0\r\n".getBytes(US_ASCII));
                    for (String line = in.readLine(); line != null; line = in.readLine())
                        if (line.startsWith("Action: ")) {
                            asked.add(line.substring(8));
                            client.getOutputStream()
                                    .write(answer(answers, line.substring(8))
                                            .replace("\n", "\r\n")
                                            .getBytes(US_ASCII));
                        }
                }
            });
            return new AmiRegistrar(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()),
                            "u",
                            "s",
                            Optional::empty)
                    .ask();
        }
    }

    @Test
    void contacts_and_where_the_pbx_registers_are_read() throws IOException {
        Registered registered = ask(Map.of(
                "Login",
                LOGIN,
                "PJSIPShowContacts",
                contact("ObjectName: 1001;@0cabe9e90a9ad3d93577dba112007861\nPath: \nEndpoint: 1001\n"
                        + "Uri: sip:1001@198.18.5.7:5060;transport=tcp\nUserAgent: \n"),
                "PJSIPShowRegistrationsOutbound",
                START + "Event: OutboundRegistrationDetail\nServerUri: sip:provider.example:5070\\;transport=tcp\n\n"
                        + "Event: OutboundRegistrationDetail\nServerUri: sip:198.18.6.6\nOutboundProxy: sip:[2001:db8::9]\\;lr\n\n"
                        + END,
                "SIPpeers",
                START + "Event: PeerEntry\nChanneltype: SIP\nObjectName: 2001\nIPaddress: 203.0.113.7\nDynamic: yes\n\n"
                        + "Event: PeerEntry\nObjectName: trunk\nIPaddress: 203.0.113.8\nDynamic: no\n\n"
                        + "Event: PeerEntry\nObjectName: away\nIPaddress: -none-\nDynamic: yes\n\n" + END));
        assertThat(registered.contacts())
                .containsExactly(
                        new Contact("1001", Address.parse("198.18.5.7")),
                        new Contact("2001", Address.parse("203.0.113.7")));
        assertThat(registered.servers()).contains("198.18.6.6");
        assertThat(registered.unclear()).isEmpty();
    }

    /** The manager would write an event of a malformed request into the security log. */
    @Test
    void nothing_is_asked_for_that_this_asterisk_does_not_have() throws IOException {
        List<String> asked = new ArrayList<>();
        ask(Map.of("Login", LOGIN, "IAXPeerList", START + END, "IAXregistry", START + END), asked);
        assertThat(asked).containsExactly("Login", "ListCommands", "IAXpeerlist", "IAXregistry");
    }

    @Test
    void an_event_with_a_line_twice_is_unclear() throws IOException {
        Registered registered = ask(Map.of(
                "Login",
                LOGIN,
                "PJSIPShowContacts",
                contact("ObjectName: 1001;@0c\nUri: sip:x@203.0.113.7\nUserAgent: a\nUri: sip:x@203.0.113.8\n")));
        assertThat(registered.contacts()).isEmpty();
        assertThat(registered.unclear()).containsExactly("1001");
    }

    /** As a real Asterisk 22 answers where nobody is registered. */
    @Test
    void nobody_is_registered_where_the_list_is_empty() throws IOException {
        String none = "Response: Error\nMessage: No Contacts found\n\n";
        assertThat(ask(Map.of("Login", LOGIN, "PJSIPShowContacts", none)).isEmpty())
                .isTrue();
    }

    /** Requests go to the path, and the configuration's own contacts are trunks. */
    @Test
    void the_path_to_a_phone_is_its_address_and_a_trunk_is_no_phone() throws IOException {
        Registered registered = ask(Map.of(
                "Login",
                LOGIN,
                "PJSIPShowContacts",
                START
                        + "Event: ContactList\nObjectName: 1001;@0c\nUri: sip:1001@203.0.113.7\n"
                        + "Path: <sip:203.0.113.8;lr>, <sip:203.0.113.9;lr>\n\n"
                        + "Event: ContactList\nObjectName: trunk@@0d\nUri: sip:trunk.example:5060\nPath: \n\n" + END));
        assertThat(registered.contacts())
                .extracting(Contact::toString)
                .containsExactly("1001 at 203.0.113.7", "1001 at 203.0.113.8", "1001 at 203.0.113.9");
        assertThat(registered.servers()).containsExactly("trunk.example");
        assertThat(registered.unclear()).isEmpty();
    }

    @Test
    void who_may_not_ask_is_told_what_is_missing() {
        String denied = "Response: Error\nMessage: Permission denied\n\n";
        assertThatThrownBy(() -> ask(Map.of("Login", LOGIN, "PJSIPShowContacts", denied)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("write = system");
        assertThatThrownBy(() -> ask(Map.of("Login", "Response: Error\n\n")))
                .hasMessageContaining("refuses the user u");
        assertThatThrownBy(() -> ask(Map.of("Login", LOGIN))).hasMessageContaining("no channel driver");
        assertThatThrownBy(() -> ask(Map.of("Login", LOGIN, "OfNoSystem", ""))).hasMessageContaining("write = system");
    }

    @Test
    void who_is_not_asterisk_is_sent_no_login() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // As where the port changes hands between the look and the connection.
            AmiRegistrar registrar = new AmiRegistrar(
                    (InetSocketAddress) server.getLocalSocketAddress(),
                    "u",
                    "s",
                    () -> asked.getAndIncrement() == 0 ? Optional.empty() : Optional.of("mallory listens there"));
            assertThatThrownBy(registrar::ask).hasMessageContaining("mallory listens there");
            try (Socket socket = server.accept()) {
                assertThat(socket.getInputStream().readAllBytes()).isEmpty();
            }
        }
    }
}
