package io.callgate.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FieldsTest {

    private static final Fields STATUS = new Fields(
            "{\"running\":true,\"fault\":null,\"mode\":\"observe\",\"scanner\":{\"families\":[{\"fault\":\"no\"},{}],"
                    + "\"missing\":[\"a,}b\"],\"fault\":\"it says \\\"no, {\\\"\"},\"sight\":{\"fault\":\"blind\"},\"last\":\"x\"}\n");

    @Test
    void a_field_is_of_its_own_object() {
        assertThat(STATUS.text("fault")).isEmpty();
        assertThat(STATUS.text("mode")).contains("observe");
        assertThat(STATUS.text("last")).contains("x");
        assertThat(STATUS.object("scanner").text("fault")).contains("it says \\\"no, {\\\"");
        assertThat(STATUS.object("sight").text("fault")).contains("blind");
    }

    @Test
    void what_is_not_there_is_empty() {
        assertThat(STATUS.text("running")).isEmpty();
        assertThat(STATUS.object("mode").text("fault")).isEmpty();
        assertThat(STATUS.object("nothing").text("fault")).isEmpty();
        assertThat(new Fields("").text("fault")).isEmpty();
        assertThat(new Fields("{\"a\":\"cut").text("b")).isEmpty();
    }
}
