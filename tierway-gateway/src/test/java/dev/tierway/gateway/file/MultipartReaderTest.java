package dev.tierway.gateway.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartReaderTest {
    private static final String TYPE = "multipart/form-data; boundary=xx";

    /** Brings at most so many bytes with each read. */
    private static InputStream slowly(byte[] bytes, int most) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, most));
            }
        };
    }

    private static Map<String, String> read(String contentType, InputStream body) throws IOException {
        MultipartReader form = MultipartReader.of(contentType, body);
        Map<String, String> parts = new LinkedHashMap<>();
        for (MultipartReader.Part part = form.next(); part != null; part = form.next()) {
            String content = new String(part.content().readAllBytes(), StandardCharsets.ISO_8859_1);
            parts.put(part.disposition().name(), content);
        }
        return parts;
    }

    private static Map<String, String> read(String body) throws IOException {
        return read(TYPE, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String part(String disposition, String content) {
        return "--xx\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
    }

    /** Few different bytes, so that beginnings of the boundary are everywhere. */
    @Property(tries = 300)
    void content_comes_back_whatever_it_is_and_however_it_arrives(
            @ForAll byte[] drawn, @ForAll @IntRange(min = 1, max = 9) int most) throws IOException {
        byte[] alphabet = {'\r', '\n', '-', 'x'};
        byte[] content = new byte[drawn.length];
        for (int i = 0; i < drawn.length; i++) {
            content[i] = alphabet[drawn[i] & 3];
        }
        String text = new String(content, StandardCharsets.ISO_8859_1);
        if (("\r\n" + text).contains("\r\n--xx")) {
            return;
        }
        byte[] body =
                (part("name=\"a\"", text) + part("name=b", "2") + "--xx--\r\n").getBytes(StandardCharsets.ISO_8859_1);

        assertThat(read(TYPE, slowly(body, most))).containsExactly(Map.entry("a", text), Map.entry("b", "2"));
    }

    @Test
    void content_may_be_larger_than_the_buffer() throws IOException {
        byte[] content = new byte[300_000];
        Arrays.fill(content, (byte) '\r');
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(
                "--xx\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(content);
        body.writeBytes("\r\n--xx--".getBytes(StandardCharsets.US_ASCII));

        Map<String, String> parts = read(TYPE, new ByteArrayInputStream(body.toByteArray()));

        assertThat(parts.get("a")).isEqualTo(new String(content, StandardCharsets.US_ASCII));
    }

    @Test
    void a_part_that_is_not_read_is_skipped() throws IOException {
        String body = part("name=a", "x".repeat(200_000)) + part("name=b", "") + "--xx--";
        MultipartReader form =
                MultipartReader.of(TYPE, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));

        assertThat(form.next().disposition().name()).isEqualTo("a");
        assertThat(form.next().disposition().name()).isEqualTo("b");
        assertThat(form.next()).isNull();
    }

    @Test
    void names_are_read_as_clients_write_them() {
        assertThat(ContentDisposition.parse("form-data; name=\"file\"; filename=\"a b;c.jsonl\""))
                .isEqualTo(new ContentDisposition("file", Optional.of("a b;c.jsonl")));
        assertThat(ContentDisposition.parse("Form-Data;name=file;filename=\"\\\"q\\\" \\\\ %22.jsonl\""))
                .isEqualTo(new ContentDisposition("file", Optional.of("\"q\" \\ \".jsonl")));
        assertThat(ContentDisposition.parse("form-data; name=\"\u00e9\"; x=y"))
                .isEqualTo(new ContentDisposition("\u00e9", Optional.empty()));
        assertThat(ContentDisposition.parse("form-data; name=\"open")).isNull();
        assertThat(ContentDisposition.parse("form-data; filename=\"a\"")).isNull();
        assertThat(ContentDisposition.parse("attachment; name=\"a\"")).isNull();
    }

    @Test
    void the_boundary_may_be_quoted() throws IOException {
        InputStream body = new ByteArrayInputStream((part("name=a", "1") + "--xx--").getBytes(StandardCharsets.UTF_8));

        assertThat(read("Multipart/Form-Data; charset=utf-8; Boundary=\"xx\"", body))
                .containsExactly(Map.entry("a", "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "--xx",
                "--xx\r\n",
                "preamble\r\n--xx--",
                "--xx\r\nContent-Disposition: form-data; name=a\r\n\r\ncut off",
                "--xx\r\nContent-Disposition: form-data; name=a\r\n\r\ncut off\r\n--x",
                "--xx\nContent-Disposition: form-data; name=a\n\n1\n--xx--",
                "--xx\r\n\r\nno head\r\n--xx--",
                "--xx\r\nContent-Type: text/plain\r\n\r\nno name\r\n--xx--",
                "--xx\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n--xx--"
            })
    void what_is_no_form_is_refused(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("malformed_multipart");
    }

    @Test
    void a_head_without_end_is_refused() {
        assertThatThrownBy(() -> read("--xx\r\nContent-Disposition: " + "x".repeat(100_000)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("larger than 8192 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "multipart/form-data",
                "multipart/mixed; boundary=xx",
                "multipart/form-data; boundary="
            })
    void another_content_type_is_refused(String contentType) {
        assertThatThrownBy(() -> MultipartReader.of(contentType, InputStream.nullInputStream()))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("invalid_content_type");
        assertThatThrownBy(() -> MultipartReader.of(null, InputStream.nullInputStream()))
                .isInstanceOf(FailureException.class);
    }
}
