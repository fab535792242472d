package io.callgate.core.arm;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.address.Address;
import io.callgate.core.name.HostName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegisteredTest {

    /** As Asterisk 22 prints it. */
    private static final String PRINTED = """

              Contact:  <Aor/ContactUri..............................> <Hash....> <Status> <RTT(ms)..>
            ==========================================================================================

              Contact:  1001/sip:1001@198.18.5.7:5060;transport=tcp    0cabe9e90a Avail         9.105
              Contact:  1002/sip:1002@[2001:db8::7]:5060               c4c41f89c4 NonQual        -nan
              Contact:  1003/sip:anniversary-of-a-phone@203.0.113.1    c4c41f89c5 NonQual        -nan
              Contact:  1004/sip:1004@phone.example:5060               c4c41f89c6 Unavail        -nan

            Objects found: 4



             <Registration/ServerURI..............................>  <Auth....................>  <Status.......>
            ==========================================================================================

             prov/sip:198.18.6.6                                     n/a                         Unregistered      (exp. 1s)
             prov2/sip:provider.example:5070;transport=tcp           n/a                         Registered        (exp. 9s)

            Objects found: 2

            """;

    @Test
    void the_console_is_read_line_by_line() {
        Registered registered = Registered.ofConsole(PRINTED);
        assertThat(registered.contacts())
                .containsExactly(
                        new Contact("1001", Address.parse("198.18.5.7")),
                        new Contact("1002", Address.parse("2001:db8::7")),
                        new Contact("1003", Address.parse("203.0.113.1")));
        assertThat(registered.servers()).containsExactly("198.18.6.6", "provider.example");
        assertThat(registered.named().entries()).containsExactly(Map.entry(HostName.parse("phone.example"), "1004"));
        assertThat(registered.unclear()).isEmpty();
    }

    @Test
    void half_an_address_is_none() {
        String cut = "  Contact:  <Aor/ContactUri..............................> <Hash....> <Status> <RTT(ms)..>\n"
                + "  Contact:  1003/sip:anniversary-of-a-phone-x@203.0.113.1  c4c41f89c5 NonQual        -nan\n";
        assertThat(Registered.ofConsole(cut).contacts()).isEmpty();
        assertThat(Registered.ofConsole(cut).unclear()).containsExactly("1003");
        assertThat(Registered.ofConsole("").isEmpty()).isTrue();
    }

    private static Registered of(String... uris) {
        Registered.Collector all = new Registered.Collector();
        all.contact("1001", List.of(uris));
        return all.build();
    }

    @ParameterizedTest
    @CsvSource({
        "sip:1001@203.0.113.7, 203.0.113.7",
        "sips:203.0.113.7:5061;transport=tls;ob, 203.0.113.7",
        "SIP:a%40b:c@[2001:DB8::7]:5060, 2001:db8::7",
        "sip:x@203.0.113.7?Route=%3Csip:y, 203.0.113.7",
        "sip:x@203.0.113.7;maddr=203.0.113.8, 203.0.113.7 203.0.113.8",
        "sip:x@203.0.113.7:5060;ob;MADDR=[2001:db8::8];lr, 2001:db8::8 203.0.113.7",
        "sip:x@203.0.113.7;maddr=203.0.113.8;maddr=203.0.113.9?a=b, 203.0.113.7 203.0.113.8 203.0.113.9",
        "sip:x@203.0.113.7;xmaddr=203.0.113.8, 203.0.113.7",
    })
    void all_where_its_packets_may_go_are_its_addresses(String uri, String addresses) {
        Registered registered = of(uri);
        assertThat(registered.contacts().stream()
                        .map(c -> c.address().toString())
                        .sorted())
                .containsExactly(addresses.split(" "));
        assertThat(registered.unclear()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "sip:x@phone.example:5060, phone.example, ''",
        "sip:x@203.0.113.7;maddr=Phone.Example, phone.example, ''",
        // What it leads to by SRV is not looked up.
        "sip:x@phone.example, phone.example, 1001",
        "sip:x@phone:5060, '', 1001",
        "sip:x@203.0.113.7;maddr=%32%30%33.0.113.8, '', 1001",
        "sip:x@203.0.113.7;maddr, '', 1001",
    })
    void names_are_to_be_asked_for_and_what_is_neither_is_unclear(String uri, String name, String unclear) {
        Registered registered = of(uri);
        assertThat(String.join(
                        " ",
                        registered.named().keySet().stream().map(HostName::text).toList()))
                .isEqualTo(name);
        assertThat(String.join(" ", registered.unclear())).isEqualTo(unclear);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tel:+15551234",
                "sip:1001@",
                "sip:a@b@203.0.113.7",
                "sip:1001@203.0.113.7 203.0.113.8",
                "<sip:1001@203.0.113.7>",
                "sip:1001@203.0.113.7\nUri: sip:x@8.8.8.8",
                "sip:x@203.0.113.7?Header=@",
                "sip:1001@203.0.113.007",
                "sip:1001@[203.0.113.7"
            })
    void what_is_not_exactly_a_uri_with_an_address_is_no_contact(String uri) {
        assertThat(of(uri).contacts()).isEmpty();
        assertThat(of(uri).unclear()).containsExactly("1001");
    }
}
