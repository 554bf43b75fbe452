package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.PermissionDeniedException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Batches by the official Java client, given a base URL and a key, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiBatchSdkTest {
    /** So many that they do not end before they are cancelled. */
    private static final int LINES = 2_000;

    private TinyGateway gateway;
    private OpenAIClient client;
    private Path input;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        gateway = new TinyGateway(folder);
        client = client(TinyGateway.KEY);
        input = folder.resolve("input.jsonl");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            lines.append("{\"custom_id\":\"row-")
                    .append(i)
                    .append("\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"tiny\",")
                    .append(
                            "\"max_completion_tokens\":32,\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]}}\n");
        }
        Files.writeString(input, lines);
    }

    @AfterAll
    void stop() {
        client.close();
        gateway.close();
    }

    @Test
    void batches_are_created_retrieved_listed_and_cancelled() {
        String file = uploaded();

        Batch created = client.batches().create(asked(file).build());

        assertThat(created.endpoint()).isEqualTo("/v1/chat/completions");
        assertThat(created.inputFileId()).isEqualTo(file);
        assertThat(created.completionWindow()).isEqualTo("24h");
        assertThat(created.status()).isEqualTo(Batch.Status.VALIDATING);
        assertThat(created.expiresAt().orElseThrow() - created.createdAt()).isEqualTo(86_400);
        assertThat(created.requestCounts().orElseThrow().total()).isZero();
        assertThat(created.usage().orElseThrow().totalTokens()).isZero();
        assertThat(created.errors()).isEmpty();
        created.validate();
        assertThat(client.batches().retrieve(created.id()).createdAt()).isEqualTo(created.createdAt());
        assertThat(client.batches().list().data()).extracting(Batch::id).contains(created.id());
        assertThat(client.batches().cancel(created.id()).cancellingAt()).isPresent();
        assertThat(client.batches().retrieve(created.id()).status())
                .isIn(Batch.Status.CANCELLING, Batch.Status.CANCELLED);
    }

    @Test
    void refusals_come_as_the_client_s_own_kinds() {
        assertThatThrownBy(() -> client.batches().retrieve("batch_none"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("batch_none");
        assertThatThrownBy(() -> client.batches().create(asked("file-none").build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("file-none");
        assertThatThrownBy(() -> client(TinyGateway.FLEX_ONLY_KEY)
                        .batches()
                        .create(asked("file-none").build()))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("batch");
    }

    private String uploaded() {
        return client.files()
                .create(FileCreateParams.builder()
                        .file(input)
                        .purpose(FilePurpose.BATCH)
                        .build())
                .id();
    }

    private static BatchCreateParams.Builder asked(String file) {
        return BatchCreateParams.builder()
                .inputFileId(file)
                .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                .completionWindow(BatchCreateParams.CompletionWindow._24H);
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.address() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }
}
