package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.evals.EvalCreateParams;
import com.openai.models.evals.EvalCreateParams.DataSourceConfig.Custom;
import com.openai.models.evals.EvalCreateParams.TestingCriterion.LabelModel;
import com.openai.models.evals.EvalCreateResponse;
import com.openai.models.evals.EvalListParams;
import com.openai.models.evals.EvalListResponse;
import com.openai.models.evals.EvalUpdateParams;
import com.openai.models.evals.runs.CreateEvalCompletionsRunDataSource;
import com.openai.models.evals.runs.CreateEvalCompletionsRunDataSource.InputMessages.Template.InnerTemplate;
import com.openai.models.evals.runs.CreateEvalCompletionsRunDataSource.Source.FileContent.Content;
import com.openai.models.evals.runs.CreateEvalJsonlRunDataSource;
import com.openai.models.evals.runs.RunCancelParams;
import com.openai.models.evals.runs.RunCreateParams;
import com.openai.models.evals.runs.RunCreateResponse;
import com.openai.models.evals.runs.RunDeleteParams;
import com.openai.models.evals.runs.RunListParams;
import com.openai.models.evals.runs.RunRetrieveParams;
import com.openai.models.evals.runs.RunRetrieveResponse;
import com.openai.models.evals.runs.outputitems.OutputItemListParams;
import com.openai.models.evals.runs.outputitems.OutputItemListResponse;
import com.openai.models.evals.runs.outputitems.OutputItemRetrieveParams;
import com.openai.models.graders.gradermodels.StringCheckGrader;
import com.openai.models.responses.EasyInputMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Evals by the official Java client, given a base URL and a key, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiEvalsSdkTest {
    private EvalGateway gateway;
    private OpenAIClient client;

    @BeforeAll
    void start(@TempDir Path folder) {
        gateway = new EvalGateway(folder);
        client = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.address() + "/v1")
                .apiKey(EvalGateway.KEY)
                .maxRetries(0)
                .build();
    }

    @AfterAll
    void stop() {
        client.close();
        gateway.close();
    }

    private EvalCreateResponse created() {
        return client.evals()
                .create(EvalCreateParams.builder()
                        .name("Intents")
                        .dataSourceConfig(Custom.builder()
                                .itemSchema(Custom.ItemSchema.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .putAdditionalProperty("required", JsonValue.from(List.of("text", "label")))
                                        .build())
                                .includeSampleSchema(true)
                                .build())
                        .addTestingCriterion(StringCheckGrader.builder()
                                .name("match")
                                .input("{{sample.output_text}}")
                                .reference("{{item.label}}")
                                .operation(StringCheckGrader.Operation.EQ)
                                .build())
                        .addTestingCriterion(LabelModel.builder()
                                .name("judged")
                                .model("judge")
                                .addLabel("good")
                                .addLabel("bad")
                                .addPassingLabel("good")
                                .addInput(LabelModel.Input.SimpleInputMessage.builder()
                                        .role("user")
                                        .content("judge:good")
                                        .build())
                                .build())
                        .build());
    }

    private static Content row(String text, String label) {
        return Content.builder()
                .item(Content.Item.builder()
                        .putAdditionalProperty("text", JsonValue.from(text))
                        .putAdditionalProperty("label", JsonValue.from(label))
                        .build())
                .build();
    }

    private RunCreateResponse run(String eval, List<Content> rows) {
        return client.evals()
                .runs()
                .create(
                        eval,
                        RunCreateParams.builder()
                                .name("first")
                                .dataSource(CreateEvalCompletionsRunDataSource.builder()
                                        .type(CreateEvalCompletionsRunDataSource.Type.COMPLETIONS)
                                        .model("m")
                                        .fileContentSource(rows)
                                        .templateInputMessages(
                                                List.of(InnerTemplate.ofEasyInputMessage(EasyInputMessage.builder()
                                                        .role(EasyInputMessage.Role.USER)
                                                        .content("{{item.text}}")
                                                        .build())))
                                        .samplingParams(CreateEvalCompletionsRunDataSource.SamplingParams.builder()
                                                .temperature(0.0)
                                                .maxCompletionTokens(20)
                                                .build())
                                        .build())
                                .build());
    }

    private RunRetrieveResponse ended(String eval, String run) {
        RunRetrieveParams params =
                RunRetrieveParams.builder().evalId(eval).runId(run).build();
        RunRetrieveResponse seen = client.evals().runs().retrieve(params);
        long until = System.nanoTime() + 120_000_000_000L;
        while (!Set.of("completed", "failed", "canceled").contains(seen.status())) {
            assertThat(System.nanoTime()).isLessThan(until);
            LockSupport.parkNanos(20_000_000);
            seen = client.evals().runs().retrieve(params);
        }
        return seen;
    }

    @Test
    void an_eval_is_created_run_polled_and_its_items_read() {
        EvalCreateResponse eval = created();
        assertThat(eval.name()).isEqualTo("Intents");
        assertThat(eval.testingCriteria()).hasSize(2);
        assertThat(eval.dataSourceConfig().isCustom()).isTrue();

        RunCreateResponse created = run(eval.id(), List.of(row("say:a", "a"), row("say:b", "a")));
        assertThat(created.status()).isIn("queued", "in_progress");
        RunRetrieveResponse run = ended(eval.id(), created.id());

        assertThat(run.status()).isEqualTo("completed");
        assertThat(run.resultCounts().total()).isEqualTo(2);
        assertThat(run.resultCounts().passed()).isEqualTo(1);
        assertThat(run.resultCounts().failed()).isEqualTo(1);
        assertThat(run.resultCounts().errored()).isZero();
        assertThat(run.perTestingCriteriaResults())
                .extracting(it -> it.testingCriteria() + " " + it.passed() + " " + it.failed())
                .containsExactly("match 1 1", "judged 2 0");
        assertThat(run.perModelUsage())
                .extracting(it -> it.modelName() + " " + it.invocationCount() + " " + it.totalTokens())
                .containsExactly("judge 2 30", "m 2 30");
        assertThat(run.model()).isEqualTo("m");
        assertThat(run.dataSource().isCompletions()).isTrue();
        List<OutputItemListResponse> items = client.evals()
                .runs()
                .outputItems()
                .list(OutputItemListParams.builder()
                        .evalId(eval.id())
                        .runId(run.id())
                        .build())
                .data();
        assertThat(items).extracting(OutputItemListResponse::status).containsExactly("pass", "fail");
        OutputItemListResponse first = items.getFirst();
        assertThat(first.sample().output().getFirst().content()).contains("a");
        assertThat(first.sample().input().getFirst().content()).isEqualTo("say:a");
        assertThat(first.sample().usage().totalTokens()).isEqualTo(15);
        assertThat(first.sample().temperature()).isZero();
        assertThat(first.results()).allMatch(OutputItemListResponse.Result::passed);
        assertThat(client.evals()
                        .runs()
                        .outputItems()
                        .retrieve(OutputItemRetrieveParams.builder()
                                .evalId(eval.id())
                                .runId(run.id())
                                .outputItemId(first.id())
                                .build())
                        .datasourceItemId())
                .isEqualTo(first.datasourceItemId());
    }

    @Test
    void pages_of_items_are_followed_to_their_end() {
        EvalCreateResponse eval = created();
        List<Content> rows =
                IntStream.range(0, 7).mapToObj(i -> row("say:" + i, "" + i)).toList();
        RunCreateResponse run = run(eval.id(), rows);
        ended(eval.id(), run.id());

        assertThat(client.evals()
                        .runs()
                        .outputItems()
                        .list(OutputItemListParams.builder()
                                .evalId(eval.id())
                                .runId(run.id())
                                .limit(3)
                                .build())
                        .autoPager())
                .extracting(OutputItemListResponse::datasourceItemId)
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void rows_with_samples_are_graded_as_they_are() {
        EvalCreateResponse eval = created();
        CreateEvalJsonlRunDataSource.Source.FileContent.Content row =
                CreateEvalJsonlRunDataSource.Source.FileContent.Content.builder()
                        .item(CreateEvalJsonlRunDataSource.Source.FileContent.Content.Item.builder()
                                .putAdditionalProperty("text", JsonValue.from("t"))
                                .putAdditionalProperty("label", JsonValue.from("a"))
                                .build())
                        .sample(CreateEvalJsonlRunDataSource.Source.FileContent.Content.Sample.builder()
                                .putAdditionalProperty(
                                        "choices",
                                        JsonValue.from(List.of(
                                                Map.of("message", Map.of("role", "assistant", "content", "a")))))
                                .build())
                        .build();
        RunCreateResponse run = client.evals()
                .runs()
                .create(
                        eval.id(),
                        RunCreateParams.builder()
                                .dataSource(CreateEvalJsonlRunDataSource.builder()
                                        .fileContentSource(List.of(row))
                                        .build())
                                .build());

        assertThat(ended(eval.id(), run.id()).resultCounts().passed()).isEqualTo(1);
    }

    @Test
    void evals_and_runs_are_listed_changed_canceled_and_deleted() {
        EvalCreateResponse eval = created();
        assertThat(client.evals()
                        .update(EvalUpdateParams.builder()
                                .evalId(eval.id())
                                .name("Renamed")
                                .build())
                        .name())
                .isEqualTo("Renamed");
        assertThat(client.evals().retrieve(eval.id()).name()).isEqualTo("Renamed");
        assertThat(client.evals()
                        .list(EvalListParams.builder()
                                .limit(100)
                                .order(EvalListParams.Order.DESC)
                                .build())
                        .data())
                .extracting(EvalListResponse::id)
                .contains(eval.id());
        RunCreateResponse run = run(eval.id(), List.of(row("wait:a", "a"), row("wait:a", "a")));

        assertThat(client.evals()
                        .runs()
                        .cancel(RunCancelParams.builder()
                                .evalId(eval.id())
                                .runId(run.id())
                                .build())
                        .status())
                .isEqualTo("canceled");
        gateway.open();
        assertThat(client.evals()
                        .runs()
                        .list(RunListParams.builder()
                                .evalId(eval.id())
                                .status(RunListParams.Status.CANCELED)
                                .build())
                        .data())
                .hasSize(1);
        assertThat(client.evals()
                        .runs()
                        .delete(RunDeleteParams.builder()
                                .evalId(eval.id())
                                .runId(run.id())
                                .build())
                        .deleted())
                .contains(true);
        assertThat(client.evals().delete(eval.id()).deleted()).isTrue();
        assertThatThrownBy(() -> client.evals().retrieve(eval.id())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void refusals_come_as_the_client_s_own_kinds() {
        EvalCreateResponse eval = created();

        assertThatThrownBy(() -> run(
                        eval.id(),
                        List.of(row("say:a", "a").toBuilder()
                                .item(Content.Item.builder().build())
                                .build())))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        refused -> assertThat(refused.param()).contains("data_source.source.content[0]"));
    }
}
