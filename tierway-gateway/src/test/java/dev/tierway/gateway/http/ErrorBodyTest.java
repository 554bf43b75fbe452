package dev.tierway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class ErrorBodyTest {
    @Property
    void any_text_survives_the_way_to_a_json_reader(@ForAll String message, @ForAll String param) {
        Failure failure = Failure.invalid(param, "code", message);
        assertThat(read(ErrorBody.json(failure)))
                .containsEntry("message", wellFormed(message))
                .containsEntry("param", wellFormed(param))
                .containsEntry("type", "invalid_request_error")
                .containsEntry("code", "code");
    }

    @Test
    void unpaired_surrogates_are_replaced_and_pairs_kept() {
        Failure failure = Failure.of(FailureKind.INTERNAL, "c", "a\uD800b\uDC00c\uD83D\uDE00\uD83D");
        assertThat(read(ErrorBody.json(failure))).containsEntry("message", "a\uFFFDb\uFFFDc\uD83D\uDE00\uFFFD");
    }

    @Test
    void a_missing_param_is_null() {
        assertThat(read(ErrorBody.json(Failure.of(FailureKind.FORBIDDEN, "c", "m"))))
                .containsEntry("param", null);
    }

    @Test
    void waits_are_rounded_up_to_seconds() {
        assertThat(retryAfter(Duration.ofMillis(1))).isEqualTo("1");
        assertThat(retryAfter(Duration.ofSeconds(3))).isEqualTo("3");
        assertThat(retryAfter(Duration.ofMillis(3001))).isEqualTo("4");
        assertThat(retryAfter(Duration.ofMillis(-1))).isEqualTo("0");
        assertThat(retryAfter(null)).isNull();
    }

    private static @Nullable String retryAfter(@Nullable Duration wait) {
        return HeaderMap.of(ErrorBody.headers(new Failure(FailureKind.OVERLOADED, "c", "m", null, wait)))
                .get("retry-after");
    }

    private static String wellFormed(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .map(point -> point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private static Map<String, @Nullable String> read(byte[] json) {
        Map<String, @Nullable String> fields = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            assertThat(parser.nextName()).isEqualTo("error");
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                fields.put(name, parser.nextStringValue());
            }
            assertThat(parser.nextToken()).isEqualTo(JsonToken.END_OBJECT);
            assertThat(parser.nextToken()).isNull();
        }
        return fields;
    }
}
