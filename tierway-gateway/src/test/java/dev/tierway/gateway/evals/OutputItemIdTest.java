package dev.tierway.gateway.evals;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class OutputItemIdTest {
    @Property
    void an_id_leads_back_to_its_number(@ForAll @LongRange(min = 0) long number) {
        assertThat(OutputItemId.number("evalrun_x", OutputItemId.of("evalrun_x", number)))
                .hasValue(number);
    }

    @Test
    void ids_of_other_runs_and_other_spellings_are_none() {
        assertThat(OutputItemId.number("evalrun_x", "outputitem_y_1")).isEmpty();
        assertThat(OutputItemId.number("evalrun_x", "outputitem_x_01")).isEmpty();
        assertThat(OutputItemId.number("evalrun_x", "outputitem_x_-1")).isEmpty();
        assertThat(OutputItemId.number("evalrun_x", "outputitem_x_")).isEmpty();
        assertThat(OutputItemId.number("evalrun_x", "1")).isEmpty();
    }
}
