package io.callgate.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultTest {

    private final List<String> bad = new ArrayList<>();
    private final List<String> good = new ArrayList<>();
    private final Fault fault = new Fault(bad::add, good::add);

    @Test
    void it_is_there_from_when_it_begins_until_it_is_over() {
        assertThat(fault.now()).isEmpty();
        fault.is("the disk is full");
        assertThat(fault.now()).contains("the disk is full");
        fault.over("there is room again");
        assertThat(fault.now()).isEmpty();
    }

    @Test
    void while_it_lasts_it_is_said_once_and_the_latest_is_known() {
        fault.is("the port is taken by 17", "cannot listen: the port is taken by 17");
        fault.is("the port is taken by 18", "cannot listen: the port is taken by 18");
        assertThat(bad).containsExactly("cannot listen: the port is taken by 17");
        assertThat(fault.now()).contains("the port is taken by 18");
    }

    @Test
    void that_it_is_over_is_said_when_there_was_one() {
        fault.over("all is well");
        assertThat(good).isEmpty();
        fault.is("the kernel is gone");
        fault.over("the kernel is back");
        fault.over("the kernel is back");
        assertThat(good).containsExactly("the kernel is back");
    }
}
