package dev.tierway.providers.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.providers.spi.Slice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {
    private static final int LIMIT = 1 << 16;

    /** Hands out {@code bytes} in pieces of the given sizes, repeated. */
    private static SseReader reader(byte[] bytes, BodyFraming framing, int limit, int... pieces) throws IOException {
        int[] state = {0, 0};
        ReadBuffer.Source source = (into, offset, length) -> {
            if (state[0] == bytes.length) {
                return -1;
            }
            int piece = pieces[state[1]++ % pieces.length];
            int count = Math.min(Math.min(piece, length), bytes.length - state[0]);
            System.arraycopy(bytes, state[0], into, offset, count);
            state[0] += count;
            return count;
        };
        return new SseReader(new BodyReader(new ReadBuffer(), source, framing), limit);
    }

    private static List<String> events(String stream, int... pieces) throws IOException {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        return all(reader(bytes, new BodyFraming.Fixed(bytes.length), LIMIT, pieces));
    }

    private static List<String> all(SseReader reader) throws IOException {
        List<String> events = new ArrayList<>();
        for (Slice event = reader.next(); event != null; event = reader.next()) {
            events.add(event.toString());
        }
        return events;
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void every_line_ending_works(String end) throws IOException {
        String stream = "data: one" + end + end + "data: two" + end + "data: lines" + end + end;
        for (int piece = 1; piece < 8; piece++) {
            assertThat(events(stream, piece)).containsExactly("one", "two\nlines");
        }
    }

    @Test
    void comments_ids_and_unknown_fields_are_skipped() throws IOException {
        assertThat(events(": ping\n\nid: 7\nretry: 10\nfoo: bar\ndata:{}\n\n:\n\ndatax: no\n\ndata: {\"a\":1}\n\n", 5))
                .containsExactly("{}", "{\"a\":1}");
    }

    @Test
    void a_byte_order_mark_is_skipped() throws IOException {
        assertThat(events("\uFEFFdata: x\n\n", 1)).containsExactly("x");
    }

    @Test
    void only_one_blank_after_the_colon_belongs_to_the_syntax() throws IOException {
        assertThat(events("data:  x \n\ndata\n\n", 100)).containsExactly(" x ", "");
    }

    @Test
    void the_name_is_that_of_the_event_handed_out() throws IOException {
        byte[] bytes =
                "event: error\ndata: a\n\ndata: b\n\nevent: lost\n\ndata: c\n\n".getBytes(StandardCharsets.UTF_8);
        SseReader reader = reader(bytes, new BodyFraming.Fixed(bytes.length), LIMIT, 1000);
        reader.next();
        assertThat(reader.ready()).isTrue();
        assertThat(reader.name()).isEqualTo("error");
        reader.next();
        assertThat(reader.name()).isEmpty();
        reader.next();
        assertThat(reader.name()).isEmpty();
    }

    @Test
    void ready_means_a_whole_event_is_there() throws IOException {
        byte[] bytes = "data: a\n\ndata: b\n\ndata: c\n\n".getBytes(StandardCharsets.UTF_8);
        SseReader reader = reader(bytes, new BodyFraming.Fixed(bytes.length), LIMIT, 20, 7);
        assertThat(reader.ready()).isFalse();
        assertThat(reader.next()).hasToString("a");
        assertThat(reader.ready()).isTrue();
        assertThat(reader.next()).hasToString("b");
        assertThat(reader.ready()).isFalse();
        assertThat(reader.next()).hasToString("c");
        assertThat(reader.ready()).isTrue();
        assertThat(reader.next()).isNull();
    }

    @Test
    void looking_ahead_leaves_the_event_in_hand_alone() throws IOException {
        byte[] bytes = "data: a\ndata: b\n\ndata: c\ndata: d\n\n".getBytes(StandardCharsets.UTF_8);
        SseReader reader = reader(bytes, new BodyFraming.Fixed(bytes.length), LIMIT, 1000);
        Slice first = reader.next();
        assertThat(reader.ready()).isTrue();
        assertThat(first).hasToString("a\nb");
        assertThat(reader.next()).hasToString("c\nd");
    }

    @Test
    void an_event_larger_than_the_limit_is_refused() throws IOException {
        byte[] bytes = ("data: " + "x".repeat(9000) + "\n\n").getBytes(StandardCharsets.UTF_8);
        SseReader small = reader(bytes, new BodyFraming.Fixed(bytes.length), 8000, 1000);
        assertThatThrownBy(small::next).isInstanceOf(TooLargeException.class);
        SseReader enough = reader(bytes, new BodyFraming.Fixed(bytes.length), 10_000, 1000);
        assertThat(enough.next()).isNotNull();
    }

    @Test
    void a_stream_that_ends_inside_an_event_is_broken() {
        assertThatThrownBy(() -> events("data: a\n\ndata: b\n", 100)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> events("data: a\n\nda", 100)).isInstanceOf(ProtocolException.class);
    }

    @Property(tries = 300)
    void events_survive_any_chunking_and_any_packet_borders(
            @ForAll @Size(max = 30) List<@IntRange(max = 400) Integer> sizes,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 5000) Integer> pieces,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 700) Integer> chunks)
            throws IOException {
        List<String> wanted = new ArrayList<>();
        StringBuilder stream = new StringBuilder();
        for (int size : sizes) {
            String payload = "é" + size + "-".repeat(size);
            wanted.add(payload);
            stream.append("data: ").append(payload).append("\r\n\r\n");
        }
        byte[] wire = chunked(stream.toString().getBytes(StandardCharsets.UTF_8), chunks);
        int[] packets = pieces.stream().mapToInt(Integer::intValue).toArray();
        assertThat(all(reader(wire, new BodyFraming.Chunked(), LIMIT, packets))).isEqualTo(wanted);
    }

    private static byte[] chunked(byte[] body, List<Integer> sizes) {
        java.io.ByteArrayOutputStream wire = new java.io.ByteArrayOutputStream();
        int at = 0;
        for (int turn = 0; at < body.length; turn++) {
            int size = Math.min(sizes.get(turn % sizes.size()), body.length - at);
            String head = Integer.toHexString(size).toUpperCase(Locale.ROOT) + (turn % 3 == 0 ? ";ext=1" : "") + "\r\n";
            wire.writeBytes(head.getBytes(StandardCharsets.UTF_8));
            wire.write(body, at, size);
            wire.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
            at += size;
        }
        wire.writeBytes("0\r\nTrailer: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        return wire.toByteArray();
    }
}
