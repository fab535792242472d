package io.callgate.core.arm;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.address.Address;
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
    void theConsoleIsReadLineByLine() {
        Registered registered = Registered.ofConsole(PRINTED);
        assertThat(registered.contacts())
                .containsExactly(
                        new Contact("1001", Address.parse("198.18.5.7")),
                        new Contact("1002", Address.parse("2001:db8::7")),
                        new Contact("1003", Address.parse("203.0.113.1")));
        assertThat(registered.servers()).containsExactly("198.18.6.6", "provider.example");
        assertThat(registered.unclear()).isEqualTo(1);
    }

    @Test
    void halfAnAddressIsNone() {
        String cut = "  Contact:  <Aor/ContactUri..............................> <Hash....> <Status> <RTT(ms)..>\n"
                + "  Contact:  1003/sip:anniversary-of-a-phone-x@203.0.113.1  c4c41f89c5 NonQual        -nan\n";
        assertThat(Registered.ofConsole(cut).contacts()).isEmpty();
        assertThat(Registered.ofConsole(cut).unclear()).isEqualTo(1);
        assertThat(Registered.ofConsole("").unclear()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "sip:1001@203.0.113.7, 203.0.113.7",
        "sips:203.0.113.7:5061;transport=tls;ob, 203.0.113.7",
        "SIP:a%40b:c@[2001:DB8::7]:5060, 2001:db8::7",
        "sip:x@203.0.113.7?Header=@, ''",
        "sip:x@203.0.113.7?Route=%3Csip:y, 203.0.113.7",
    })
    void theHostOfAUriIsItsAddress(String uri, String address) {
        assertThat(Contact.find("1001", uri).map(c -> c.address().toString()).orElse(""))
                .isEqualTo(address);
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
                "sip:1001@203.0.113.007",
                "sip:1001@[203.0.113.7"
            })
    void whatIsNotExactlyAUriWithAnAddressIsNoContact(String uri) {
        assertThat(Contact.find("1001", uri)).isEmpty();
    }
}
