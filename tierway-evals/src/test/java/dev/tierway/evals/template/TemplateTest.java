package dev.tierway.evals.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.evals.dataset.Case;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class TemplateTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final ObjectNode ITEM = (ObjectNode) JSON.readTree(
            "{\"x\":\"a \\\"quoted\\\" text\",\"n\":23.25,\"list\":[1,2],\"odd name\":{\"a\":[{\"c\":true}]}}");
    private static final Scope SCOPE = Scope.of(new Case(
            "7",
            "7",
            JSON.readTree("\"question\""),
            JSON.readTree("{\"amount\":23}"),
            ITEM,
            OptionalInt.empty(),
            Optional.empty()));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    plain text                                      | plain text
                    {{input}}!                                      | question!
                    {{ item.x }}                                    | a "quoted" text
                    {{id}}: {{expected.amount}} of {{item.n}}       | 7: 23 of 23.25
                    {{item.list}}                                   | [1,2]
                    {{item['odd name'].a[0].c}}{{item.list[-1]}}    | true2
                    one { brace } and }} two                        | one { brace } and }} two
                    """)
    void places_are_filled_in(String template, String wanted) {
        assertThat(Template.parse(template).render(SCOPE)).isEqualTo(wanted);
    }

    @Test
    void a_lone_place_keeps_its_type() {
        assertThat(Template.parse("{{item.list}}").value(SCOPE)).isEqualTo(JSON.readTree("[1,2]"));
        assertThat(Template.parse("{{item.list}} ").value(SCOPE)).isEqualTo(JSON.readTree("\"[1,2] \""));
    }

    @Test
    void what_is_not_there_is_told_by_its_expression() {
        assertThatThrownBy(() ->
                        Template.parse("Refund {{expected.refund.amount}}").render(SCOPE))
                .isInstanceOf(MissingValueException.class)
                .hasMessage("{{expected.refund.amount}} is not in this case");
        assertThatThrownBy(() -> Template.parse("{{sample.output_text}}").render(SCOPE))
                .isInstanceOf(MissingValueException.class);
    }

    @Test
    void a_value_that_looks_like_a_template_is_not_read_as_one() {
        ObjectNode item = JSON.createObjectNode().put("x", "{{expected.amount}}");
        assertThat(Template.parse("{{item.x}}").render(name -> item)).isEqualTo("{{expected.amount}}");
    }

    @Test
    void mistakes_are_told_when_it_is_read() {
        assertThatThrownBy(() -> Template.parse("{{itm.x}}")).hasMessageContaining("did you mean 'item'?");
        assertThatThrownBy(() -> Template.parse("a {{item.x")).hasMessageContaining("'{{' without '}}'");
        assertThatThrownBy(() -> Template.parse("{{item..x}}")).hasMessageContaining("is no path");
    }

    @Test
    void json_is_filled_in_without_quoting() {
        JsonNode body = JSON.readTree("{\"q\":\"{{item.x}}\",\"n\":\"{{item.n}}\",\"k\":[1,null,\"is {{input}}\"]}");
        assertThat(JsonTemplate.of(body).render(SCOPE))
                .isEqualTo(
                        JSON.readTree("{\"q\":\"a \\\"quoted\\\" text\",\"n\":23.25,\"k\":[1,null,\"is question\"]}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    $                          | {"a":{"b":[{"c":1},{"c":2}]},"odd.name":3}
                    $.a.b[1].c                 | 2
                    $.a.b[-2].c                | 1
                    $['odd.name']              | 3
                    $["a"]["b"][0]             | {"c":1}
                    $.a.b[2].c                 |
                    $.a.b.c                    |
                    $.a[0]                     |
                    """)
    void paths_name_one_place(String path, String wanted) {
        JsonNode found = JsonPath.parse(path).in(JSON.readTree("{\"a\":{\"b\":[{\"c\":1},{\"c\":2}]},\"odd.name\":3}"));
        assertThat(found.isMissingNode() ? null : found.toString()).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "", "$a", "$.", "$.a..b", "$[", "$[x]", "$['a'", "$['a]", "$.a[*]", "$.a]"})
    void other_paths_are_refused(String path) {
        assertThatThrownBy(() -> JsonPath.parse(path)).isInstanceOf(IllegalArgumentException.class);
    }
}
