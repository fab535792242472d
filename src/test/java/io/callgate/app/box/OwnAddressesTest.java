package io.callgate.app.box;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.address.Address;
import org.junit.jupiter.api.Test;

class OwnAddressesTest {

    @Test
    void they_are_those_of_the_interfaces() {
        assertThat(new OwnAddresses().get()).contains(Address.parse("127.0.0.1"));
    }

    @Test
    void they_are_not_looked_up_each_time() {
        OwnAddresses own = new OwnAddresses();

        assertThat(own.get()).isSameAs(own.get());
    }
}
