package io.callgate.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlotsTest {

    private final Slots slots = new Slots(2);
    private final List<CompletableFuture<Integer>> begun = new ArrayList<>();

    private CompletableFuture<Integer> begin() {
        return slots.run(() -> {
            begun.add(new CompletableFuture<>());
            return begun.get(begun.size() - 1);
        });
    }

    @Test
    void so_many_are_under_way_and_the_next_begins_when_one_ends_however_it_ends() {
        CompletableFuture<Integer> first = begin();
        begin();
        CompletableFuture<Integer> third = begin();
        begin();
        assertThat(begun).hasSize(2);

        begun.get(0).complete(1);
        assertThat(first.join()).isEqualTo(1);
        assertThat(begun).hasSize(3);
        begun.get(2).completeExceptionally(new IllegalStateException());
        assertThat(third).isCompletedExceptionally();
        assertThat(begun).hasSize(4);
    }

    @Test
    void what_cannot_begin_keeps_no_slot() {
        for (int i = 0; i < 5; i++)
            assertThat(slots.run(() -> {
                        throw new IllegalStateException();
                    }))
                    .isCompletedExceptionally();
        begin();
        assertThat(begun).hasSize(1);
    }

    @Test
    void a_hundred_thousand_that_end_as_soon_as_they_begin_do_not_fill_the_stack() {
        CompletableFuture<Integer> first = begin();
        begin();
        List<CompletableFuture<Integer>> many = IntStream.range(0, 100_000)
                .mapToObj(i -> slots.run(() -> CompletableFuture.completedFuture(i)))
                .toList();

        begun.get(0).complete(1);

        assertThat(first.join()).isEqualTo(1);
        assertThat(many).allMatch(CompletableFuture::isDone);
    }
}
