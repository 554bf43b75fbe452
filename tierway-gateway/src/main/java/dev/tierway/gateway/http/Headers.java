package dev.tierway.gateway.http;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Headers of a reply, in the order in which they go out. They are not looked up, so they are not hashed. Immutable. */
public final class Headers {
    public static final Headers NONE = new Headers(List.of(), List.of());
    public static final Headers JSON = of(HeaderName.CONTENT_TYPE, "application/json");

    private final List<HeaderName> names;
    private final List<String> values;

    private Headers(List<HeaderName> names, List<String> values) {
        this.names = names;
        this.values = values;
    }

    public static Headers of(HeaderName name, String value) {
        return new Builder().add(name, value).build();
    }

    public void forEach(BiConsumer<HeaderName, String> header) {
        for (int i = 0; i < names.size(); i++) {
            header.accept(names.get(i), values.get(i));
        }
    }

    /** Gathers headers, each name once; of no more use once they are built. */
    public static final class Builder {
        private static final int USUAL = 24;

        private final List<HeaderName> names = new ArrayList<>(USUAL);
        private final List<String> values = new ArrayList<>(USUAL);

        /** Throws {@link IllegalArgumentException} for a value with a line break or another character that none may have. */
        @CanIgnoreReturnValue
        public Builder add(HeaderName name, String value) {
            if (HttpHeaderValidationUtil.validateValidHeaderValue(value) != -1) {
                throw new IllegalArgumentException(
                        "the value of header '" + name.text() + "' has a character that none may have");
            }
            names.add(name);
            values.add(value);
            return this;
        }

        @CanIgnoreReturnValue
        public Builder add(Headers more) {
            names.addAll(more.names);
            values.addAll(more.values);
            return this;
        }

        public Headers build() {
            return new Headers(names, values);
        }
    }
}
