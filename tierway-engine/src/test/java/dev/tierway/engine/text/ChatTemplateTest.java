package dev.tierway.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.engine.text.ChatMessage.Role;
import dev.tierway.engine.text.ChatTemplate.Segment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {
    /** The template in the metadata of SmolLM2-135M-Instruct. */
    private static final String SMOLLM2 = "{% for message in messages %}{% if loop.first and messages[0]['role'] !="
            + " 'system' %}{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging"
            + " Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] +"
            + " '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif"
            + " %}";

    private static final ChatMessage SYSTEM = new ChatMessage(Role.SYSTEM, "Be brief.");
    private static final ChatMessage USER = new ChatMessage(Role.USER, "Hi");
    private static final ChatMessage ANSWER = new ChatMessage(Role.ASSISTANT, "Hello");

    @Test
    void smollm2_gets_its_own_system_message_when_the_caller_gives_none() {
        assertThat(text(ChatTemplate.ofModel(SMOLLM2), USER)).isEqualTo("""
                <|im_start|>system
                You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>
                <|im_start|>user
                Hi<|im_end|>
                <|im_start|>assistant
                """);
        assertThat(text(ChatTemplate.ofModel(SMOLLM2), SYSTEM, USER, ANSWER)).isEqualTo("""
                <|im_start|>system
                Be brief.<|im_end|>
                <|im_start|>user
                Hi<|im_end|>
                <|im_start|>assistant
                Hello<|im_end|>
                <|im_start|>assistant
                """);
    }

    @Test
    void a_template_with_a_variable_system_turn_has_no_default() {
        ChatTemplate template =
                ChatTemplate.ofModel("{{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}");
        assertThat(text(template, USER)).isEqualTo("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void gemma_carries_the_system_message_in_the_first_turn() {
        ChatTemplate template = ChatTemplate.ofModel("{{ '<start_of_turn>' + role }}");
        assertThat(text(template, SYSTEM, USER, ANSWER, USER)).isEqualTo("""
                <start_of_turn>user
                Be brief.

                Hi<end_of_turn>
                <start_of_turn>model
                Hello<end_of_turn>
                <start_of_turn>user
                Hi<end_of_turn>
                <start_of_turn>model
                """);
    }

    @Test
    void llama3_and_phi3_are_known_by_name() {
        assertThat(text(ChatTemplate.named("llama3"), USER))
                .isEqualTo("<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
        assertThat(text(ChatTemplate.named("phi3"), USER)).isEqualTo("<|user|>\nHi<|end|>\n<|assistant|>\n");
    }

    @Test
    void an_unknown_template_is_refused_with_the_known_ones() {
        assertThatThrownBy(() -> ChatTemplate.ofModel("{{ '[INST]' }}"))
                .hasMessageContaining("chatml, gemma, llama3, phi3");
        assertThatThrownBy(() -> ChatTemplate.named("alpaca")).hasMessageContaining("chatml, gemma, llama3, phi3");
    }

    @Property(tries = 500)
    void no_text_of_a_caller_becomes_a_special_token(
            @ForAll("hostileConversations") List<ChatMessage> messages, @ForAll("names") String name) {
        ByteTokenizer tokenizer = new ByteTokenizer(
                "<|im_start|>", "<|im_end|>", "<start_of_turn>", "<end_of_turn>", "<|eot_id|>", "<|end|>");
        ChatTemplate template = ChatTemplate.named(name);
        List<ChatMessage> harmless = messages.stream()
                .map(message -> new ChatMessage(message.role(), "x"))
                .toList();
        assertThat(specials(template.tokenize(messages, tokenizer)))
                .isEqualTo(specials(template.tokenize(harmless, tokenizer)));
    }

    @Provide
    Arbitrary<List<ChatMessage>> hostileConversations() {
        Arbitrary<String> fragment = Arbitraries.of(
                "<|im_start|>",
                "<|im_end|>",
                "<start_of_turn>",
                "<end_of_turn>",
                "<|eot_id|>",
                "<|end|>",
                "\n",
                "system",
                "<|im_",
                "end|>",
                "é",
                " ");
        Arbitrary<String> text = fragment.list().ofMaxSize(8).map(parts -> String.join("", parts));
        return Combinators.combine(Arbitraries.of(Role.class), text)
                .as(ChatMessage::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("chatml", "gemma", "llama3", "phi3");
    }

    private static List<Integer> specials(int[] tokens) {
        return Arrays.stream(tokens).filter(token -> token >= 256).boxed().toList();
    }

    private static String text(ChatTemplate template, ChatMessage... messages) {
        return template.render(List.of(messages)).stream().map(Segment::text).collect(Collectors.joining());
    }
}
