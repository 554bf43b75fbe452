package dev.tierway.gateway.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** Headers to look into, in their order. */
public final class HeaderMap {
    private HeaderMap() {}

    public static Map<String, String> of(Headers headers) {
        Map<String, String> map = new LinkedHashMap<>();
        headers.forEach((name, value) -> {
            if (map.put(name.text(), value) != null) {
                throw new IllegalStateException(name + " stands twice");
            }
        });
        return map;
    }
}
