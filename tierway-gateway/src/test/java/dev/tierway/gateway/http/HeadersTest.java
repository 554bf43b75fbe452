package dev.tierway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "a\r\nb", "\u00fc"})
    void what_is_no_token_names_no_header(String name) {
        assertThatThrownBy(() -> new HeaderName(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nx-forged: 1", "a\nb", "a\rb", "a\0b"})
    void a_value_cannot_begin_another_header(String value) {
        assertThatThrownBy(() -> Headers.of(new HeaderName("x-id"), value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'x-id'")
                .hasMessageNotContaining("forged");
    }

    @Test
    void headers_keep_their_order() {
        Headers headers = new Headers.Builder()
                .add(new HeaderName("b"), "1")
                .add(Headers.JSON)
                .add(new HeaderName("a"), "2")
                .build();

        assertThat(HeaderMap.of(headers))
                .containsExactly(
                        Map.entry("b", "1"), Map.entry("content-type", "application/json"), Map.entry("a", "2"));
    }

    @Test
    void a_head_goes_out_as_http_writes_it() {
        byte[] head = new ReplyHead(429, Headers.JSON)
                .date("Sun, 22 Nov 2026 10:00:00 GMT")
                .length(12)
                .bytes();

        assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("""
                HTTP/1.1 429 Too Many Requests\r
                content-type: application/json\r
                date: Sun, 22 Nov 2026 10:00:00 GMT\r
                content-length: 12\r
                \r
                """);
    }
}
