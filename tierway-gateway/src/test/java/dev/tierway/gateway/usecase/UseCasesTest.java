package dev.tierway.gateway.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.auth.TierPolicy;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Operation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class UseCasesTest {
    private static final Project SHOP =
            new Project("shop", 1, Set.of(ServiceTier.PRIORITY, ServiceTier.STANDARD), ServiceTier.STANDARD);
    private static final UseCase CHECKOUT = useCase("checkout", "shop", Optional.of("assistant"));
    private static final UseCase SEARCH = useCase("search", "shop", Optional.empty());
    private static final UseCase FILING = useCase("filing", "tax", Optional.of("assistant"));

    private final UseCases useCases = new UseCases(List.of(CHECKOUT, SEARCH, FILING));
    private final Principal shop = new Principal(SHOP, "k1", Optional.empty());
    private final Principal checkout = new Principal(SHOP, "k2", Optional.of("checkout"));

    @Test
    void a_project_s_key_chooses_by_header_or_by_model_or_not_at_all() {
        assertThat(useCases.chosen(shop, "checkout", "assistant")).isEqualTo(CHECKOUT);
        assertThat(useCases.chosen(shop, null, "checkout")).isEqualTo(CHECKOUT);
        assertThat(useCases.chosen(shop, "search", "assistant")).isEqualTo(SEARCH);
        assertThat(useCases.chosen(shop, null, "assistant")).isNull();
    }

    @Test
    void a_key_of_a_use_case_is_for_that_one() {
        assertThat(useCases.chosen(checkout, null, "assistant")).isEqualTo(CHECKOUT);
        assertThat(useCases.chosen(checkout, "checkout", "assistant")).isEqualTo(CHECKOUT);
        assertRefused(
                () -> useCases.chosen(checkout, "search", "assistant"),
                FailureKind.FORBIDDEN,
                "use_case_not_allowed",
                "this API key is for use case 'checkout' only: leave the header x-tierway-use-case out");
    }

    @Test
    void a_key_whose_use_case_is_gone_opens_nothing() {
        assertRefused(
                () -> new UseCases(List.of(SEARCH)).chosen(checkout, null, "assistant"),
                FailureKind.FORBIDDEN,
                "use_case_not_allowed",
                "does not have any more");
    }

    @Test
    void an_unknown_name_is_told_with_the_nearest_of_the_project() {
        assertRefused(
                () -> useCases.chosen(shop, "chekout", "assistant"),
                FailureKind.INVALID_REQUEST,
                "unknown_use_case",
                "did you mean 'checkout'?");
        assertRefused(
                () -> useCases.chosen(shop, "filling", "assistant"),
                FailureKind.INVALID_REQUEST,
                "unknown_use_case",
                "known: checkout, search");
        assertRefused(
                () -> UseCases.NONE.chosen(shop, "checkout", "assistant"),
                FailureKind.INVALID_REQUEST,
                "unknown_use_case",
                "the project has no use cases");
    }

    @Test
    void another_project_s_use_case_is_not_to_be_had() {
        assertRefused(
                () -> useCases.chosen(shop, "filing", "assistant"),
                FailureKind.FORBIDDEN,
                "use_case_not_allowed",
                "is not one of project 'shop'");
        assertRefused(
                () -> useCases.chosen(shop, null, "filing"),
                FailureKind.FORBIDDEN,
                "use_case_not_allowed",
                "is not one of project 'shop'");
    }

    @Test
    void a_use_case_runs_on_its_model_only() {
        assertThat(CHECKOUT.onItsModel(request("assistant")).model()).isEqualTo("assistant");
        assertThat(CHECKOUT.onItsModel(request("checkout")).model()).isEqualTo("assistant");
        assertThat(SEARCH.onItsModel(request("draft")).model()).isEqualTo("draft");
        assertRefused(
                () -> CHECKOUT.onItsModel(request("draft")),
                FailureKind.FORBIDDEN,
                "model_not_allowed",
                "use case 'checkout' runs on model 'assistant' only, not on 'draft'");
        assertRefused(
                () -> SEARCH.onItsModel(request("search")),
                FailureKind.INVALID_REQUEST,
                "use_case_without_model",
                "has no model of its own");
    }

    @Test
    void a_use_case_narrows_the_tiers_of_its_project() {
        assertThat(TierPolicy.resolve(Optional.empty(), CHECKOUT))
                .isEqualTo(new TierPolicy.Asked(ServiceTier.PRIORITY, true));
        assertRefused(
                () -> TierPolicy.resolve(Optional.of("default"), CHECKOUT),
                FailureKind.FORBIDDEN,
                "service_tier_not_allowed",
                "use case 'checkout' may not use service_tier 'default': it is allowed priority");
    }

    private static void assertRefused(ThrowingCallable call, FailureKind kind, String code, String part) {
        assertThatThrownBy(call).isInstanceOfSatisfying(FailureException.class, refused -> {
            assertThat(refused.failure().kind()).isEqualTo(kind);
            assertThat(refused.failure().code()).isEqualTo(code);
            assertThat(refused.failure().message()).contains(part);
        });
    }

    private static UseCase useCase(String name, String project, Optional<String> model) {
        return new UseCase(
                name, project, model, Set.of(ServiceTier.PRIORITY), ServiceTier.PRIORITY, UseCase.Defaults.NONE, null);
    }

    private static InferenceRequest request(String model) {
        return new InferenceRequest(
                Operation.CHAT_COMPLETION,
                new byte[0],
                List.of(),
                model,
                Optional.empty(),
                false,
                false,
                OptionalInt.empty(),
                1);
    }
}
