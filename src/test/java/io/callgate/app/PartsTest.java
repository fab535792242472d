package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.kit.Part;
import io.callgate.kit.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {

    private final List<String> closed = new ArrayList<>();
    private final Parts parts = new Parts();

    private Part part(String name, Runnable closing) {
        return new Part() {
            @Override
            public Status status() {
                return Status.of(name).build();
            }

            @Override
            public void close() {
                closed.add(name);
                closing.run();
            }
        };
    }

    @Test
    void parts_are_asked_in_the_order_of_their_start_and_closed_the_other_way_round() {
        parts.add(part("first", () -> {}));
        parts.add(part("last", () -> {}));

        assertThat(parts.status()).extracting(Status::name).containsExactly("first", "last");
        parts.close();
        assertThat(closed).containsExactly("last", "first");
    }

    @Test
    void one_that_cannot_be_closed_keeps_no_other_from_it() {
        parts.add(part("first", () -> {}));
        parts.add(part("last", () -> {
            throw new IllegalStateException("it hangs");
        }));

        parts.close();
        assertThat(closed).containsExactly("last", "first");
    }
}
