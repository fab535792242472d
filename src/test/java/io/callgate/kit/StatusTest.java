package io.callgate.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.callgate.kit.text.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTest {

    private static Status.Builder drop() {
        return Status.of("drop")
                .count("opened", 3)
                .text("last", Optional.of("ann"))
                .text("next", Optional.empty())
                .texts("missing", List.of("a.log"))
                .rows("files", List.of(Map.of("name", "ann")));
    }

    @Test
    void the_facts_of_a_part_are_an_object_of_its_own_in_their_order() {
        assertThat(Json.of(drop().build().values()))
                .isEqualTo("{\"drop\":{\"opened\":3,\"last\":\"ann\",\"next\":null,\"missing\":[\"a.log\"],"
                        + "\"files\":[{\"name\":\"ann\"}],\"fault\":null}}");
    }

    @Test
    void facts_that_scripts_know_beside_the_others_stay_there_and_the_fault_gets_the_parts_name() {
        Status status = Status.of("calls")
                .beside()
                .count("calls", 3)
                .broken("the port is taken", "nobody can call", "end what has it")
                .build();

        assertThat(Json.of(status.values())).isEqualTo("{\"calls\":3,\"calls_fault\":\"the port is taken\"}");
    }

    @Test
    void what_somebody_wants_is_a_fault_that_is_wanted() {
        assertThat(drop().wanted("off", "it is off", "").build().fault())
                .contains(new Status.Fault(true, "off", "it is off", ""));
    }

    @Test
    void of_several_faults_the_first_is_the_worst_and_advice_is_none() {
        Status status = drop().broken("one", "1", "a")
                .broken("two", "2", "b")
                .advise("3", "c")
                .build();

        assertThat(status.fault()).contains(new Status.Fault(false, "one", "1", "a"));
        assertThat(status.faults()).last().isEqualTo(new Status.Fault(false, "two", "2", "b"));
        assertThat(status.advice()).containsExactly(new Status.Advice("3", "c"));
    }

    @Test
    void lines_go_on_with_what_the_one_before_is_about() {
        assertThat(drop().line("drop", "3 let in")
                        .line("a.log is not there")
                        .build()
                        .lines())
                .containsExactly(new Status.Line("drop", "3 let in"), new Status.Line("", "a.log is not there"));
    }

    @Test
    void no_fact_is_told_twice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> drop().count("opened", 4).build());
    }
}
