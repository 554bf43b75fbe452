package dev.tierway.app.bench.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class EventTimesTest {
    @Property(tries = 200)
    void are_found_however_the_stream_is_cut(
            @ForAll @Size(min = 1, max = 8) List<@LongRange(min = 0) Long> due,
            @ForAll @IntRange(min = 1, max = 300) int piece) {
        MockReplies replies = new MockReplies();
        ByteBuf stream = Unpooled.buffer();
        due.forEach(nanos -> replies.event(stream, 230, nanos));
        List<Long> found = new ArrayList<>();
        EventTimes times = new EventTimes(found::add);
        while (stream.isReadable()) {
            times.read(stream.readSlice(Math.min(piece, stream.readableBytes())));
        }
        assertThat(found).isEqualTo(due);
    }

    @Property(tries = 100)
    void scripts_travel_in_the_user_field(
            @ForAll @IntRange(min = 0) int id, @ForAll @IntRange(min = 0) int first, @ForAll boolean stream) {
        MockScript script = new MockScript(id, first, 7, 9, 230);
        byte[] request = script.request("m", stream, 1024);
        assertThat(request).hasSize(1024);
        assertThat(MockScript.in(new String(request, java.nio.charset.StandardCharsets.US_ASCII)))
                .isEqualTo(script);
    }
}
