package dev.tierway.gateway.admin;

import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.JsonReply;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;

/**
 * One page of a list in OpenAI's shape.
 *
 * @param id what {@code after} names an item by
 * @param item writes one
 * @param more whether others follow
 */
public record ListReply<T>(List<T> items, Function<T, String> id, BiConsumer<JsonGenerator, T> item, boolean more) {

    /** All of a list. */
    public static <T> ListReply<T> whole(List<T> items, Function<T, String> id, BiConsumer<JsonGenerator, T> item) {
        return new ListReply<>(items, id, item, false);
    }

    /** At most {@code limit} of this list, behind the item {@code after}; throws a 400 when there is no such item. */
    public ListReply<T> page(int limit, Optional<String> after) {
        int from = after.map(this::behind).orElse(0);
        int to = Math.min(items.size(), from + limit);
        return new ListReply<>(items.subList(from, to), id, item, to < items.size());
    }

    private int behind(String last) {
        for (int i = 0; i < items.size(); i++) {
            if (id.apply(items.get(i)).equals(last)) {
                return i + 1;
            }
        }
        throw QueryParameters.invalid("after", "'after' names '" + last + "', which is not in this list");
    }

    public void send(Exchange exchange) {
        JsonReply.send(exchange, this::write);
    }

    private void write(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("object", "list");
        json.writeArrayPropertyStart("data");
        items.forEach(it -> item.accept(json, it));
        json.writeEndArray();
        if (items.isEmpty()) {
            json.writeNullProperty("first_id");
            json.writeNullProperty("last_id");
        } else {
            json.writeStringProperty("first_id", id.apply(items.getFirst()));
            json.writeStringProperty("last_id", id.apply(items.getLast()));
        }
        json.writeBooleanProperty("has_more", more);
        json.writeEndObject();
    }
}
