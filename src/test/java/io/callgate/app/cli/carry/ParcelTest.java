package io.callgate.app.cli.carry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.app.tm3.Source;
import io.callgate.core.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParcelTest {

    @Test
    void files_arrive_as_they_were() {
        List<Source> files = List.of(
                new Source("/a b/c", "text\n7 not a head\n"),
                new Source("empty", ""),
                new Source("ü", "\uD83D\uDE80\n"));
        assertThat(Parcel.unpack(Parcel.pack(files))).isEqualTo(files);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "5",
                "5 a",
                "5 a\n",
                "5 a\nabcd",
                "-5 a\nabcde",
                "x a\n",
                "0 \n",
                "1 a\nb2 c\n",
                "99999999999 a\n"
            })
    void what_is_damaged_is_refused(String text) {
        assertThatThrownBy(() -> Parcel.unpack(text)).isInstanceOf(Refusal.class);
    }
}
