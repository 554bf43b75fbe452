package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import com.openai.models.models.Model;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The official Java client, given a base URL and a key, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiJavaSdkTest {
    private TinyGateway gateway;
    private OpenAIClient client;

    @BeforeAll
    void start(@TempDir Path folder) {
        gateway = new TinyGateway(folder);
        client = client(TinyGateway.KEY);
    }

    @AfterAll
    void stop() {
        client.close();
        gateway.close();
    }

    @Test
    void chats() {
        ChatCompletion reply =
                client.chat().completions().create(chat("priority").build());

        assertThat(reply.choices()).hasSize(1);
        assertThat(reply.serviceTier()).contains(ChatCompletion.ServiceTier.PRIORITY);
        assertThat(reply.usage().orElseThrow().completionTokens()).isPositive();
    }

    @Test
    void streams_and_tells_the_tier_at_the_end() {
        ChatCompletionCreateParams params = chat("flex")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            List<ChatCompletionChunk> chunks = stream.stream().toList();

            ChatCompletionChunk last = chunks.getLast();
            assertThat(last.choices()).isEmpty();
            assertThat(last.usage().orElseThrow().completionTokens()).isPositive();
            assertThat(last.serviceTier()).contains(ChatCompletionChunk.ServiceTier.FLEX);
            assertThat(last.toString()).contains("tierway={request_id=").contains("tier_served=flex");
        }
    }

    @Test
    void completes_text() {
        var reply = client.completions()
                .create(CompletionCreateParams.builder()
                        .model("tiny")
                        .prompt("Once upon")
                        .maxTokens(4)
                        .build());

        assertThat(reply.choices().getFirst().text()).isNotNull();
        assertThat(reply.usage().orElseThrow().completionTokens()).isBetween(1L, 4L);
    }

    @Test
    void lists_models() {
        assertThat(client.models().list().data()).extracting(Model::id).containsExactly("tiny");
    }

    @Test
    void reserved_work_is_served_from_the_reservation() {
        ChatCompletion reply = client.chat().completions().create(chat("scale").build());

        assertThat(reply._serviceTier().toString()).contains("reserved");
    }

    @Test
    void a_use_case_is_chosen_by_a_header_or_as_the_model() {
        ChatCompletionCreateParams plain = ChatCompletionCreateParams.builder()
                .model("tiny")
                .maxCompletionTokens(4)
                .addUserMessage("Say hello.")
                .putAdditionalHeader("x-tierway-use-case", "checkout")
                .build();
        ChatCompletionCreateParams named = ChatCompletionCreateParams.builder()
                .model("checkout")
                .maxCompletionTokens(4)
                .addUserMessage("Say hello.")
                .build();

        for (ChatCompletionCreateParams params : List.of(plain, named)) {
            try (HttpResponseFor<ChatCompletion> reply =
                    client.chat().completions().withRawResponse().create(params)) {
                assertThat(reply.headers().values("x-tierway-use-case")).containsExactly("checkout");
                assertThat(reply.parse().serviceTier()).contains(ChatCompletion.ServiceTier.PRIORITY);
                assertThat(reply.parse().model()).isEqualTo("tiny");
            }
        }
    }

    @Test
    void what_a_use_case_does_not_allow_comes_as_the_client_s_own_kinds() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat("priority")
                                .putAdditionalHeader("x-tierway-use-case", "chekout")
                                .build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("did you mean 'checkout'?");
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat("default").model("checkout").build()))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("use case 'checkout' may not use service_tier 'default'");
        assertThatThrownBy(() -> client(TinyGateway.FLEX_ONLY_KEY)
                        .chat()
                        .completions()
                        .create(chat("flex").model("checkout").build()))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("is not one of project 'lab'");
    }

    @Test
    void uploads_lists_reads_and_deletes_files() throws IOException {
        byte[] content = "{\"custom_id\":\"1\"}\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        FileObject file = client.files()
                .create(FileCreateParams.builder()
                        .file(MultipartField.<InputStream>builder()
                                .value(new ByteArrayInputStream(content))
                                .filename("in.jsonl")
                                .build())
                        .purpose(FilePurpose.BATCH)
                        .expiresAfter(FileCreateParams.ExpiresAfter.builder()
                                .seconds(7_200)
                                .build())
                        .build());

        assertThat(file.bytes()).isEqualTo(content.length);
        assertThat(file.filename()).isEqualTo("in.jsonl");
        assertThat(file.purpose()).isEqualTo(FileObject.Purpose.BATCH);
        assertThat(file.expiresAt()).contains(file.createdAt() + 7_200);
        assertThat(client.files().retrieve(file.id())).isEqualTo(file);
        assertThat(client.files()
                        .list(FileListParams.builder().limit(1).build())
                        .autoPager())
                .contains(file);
        try (HttpResponse reply = client.files().content(file.id())) {
            assertThat(reply.body().readAllBytes()).isEqualTo(content);
        }
        assertThat(client.files().delete(file.id()).deleted()).isTrue();
        assertThatThrownBy(() -> client.files().retrieve(file.id()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(file.id());
    }

    @Test
    void errors_come_as_the_client_s_own_kinds() {
        assertThatThrownBy(() -> client("wrong")
                        .chat()
                        .completions()
                        .create(chat("default").build()))
                .isInstanceOf(UnauthorizedException.class);
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat("default").model("none").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("tiny");
        assertThatThrownBy(() -> client.chat().completions().create(chat("gold").build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("service_tier");
        assertThatThrownBy(() -> client(TinyGateway.FLEX_ONLY_KEY)
                        .chat()
                        .completions()
                        .create(chat("priority").build()))
                .isInstanceOf(PermissionDeniedException.class);
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.address() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams.Builder chat(String tier) {
        return ChatCompletionCreateParams.builder()
                .model("tiny")
                .serviceTier(ChatCompletionCreateParams.ServiceTier.of(tier))
                .maxCompletionTokens(8)
                .temperature(0)
                .addUserMessage("Say hello.");
    }
}
