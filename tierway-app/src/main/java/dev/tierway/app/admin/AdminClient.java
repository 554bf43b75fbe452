package dev.tierway.app.admin;

import dev.tierway.app.client.ApiClient;
import java.net.URI;
import tools.jackson.databind.JsonNode;

/** Talks to the admin API of one gateway; fails as {@link ApiClient} does. Confined to one thread. */
final class AdminClient implements AutoCloseable {
    private static final String PREFIX = "/v1/organization/";

    private final ApiClient api;

    /** @param gateway its address without a path */
    AdminClient(URI gateway, String key) {
        api = new ApiClient(
                gateway,
                key,
                "admin key; give one that 'admin.keys' of its configuration lists, with --admin-key env:NAME,"
                        + " --admin-key @FILE or TIERWAY_ADMIN_KEY");
    }

    /** See {@link ApiClient.Reply}. */
    record Reply(String text, JsonNode json) {
        static Reply of(ApiClient.Reply reply) {
            return new Reply(reply.text(), reply.json());
        }
    }

    /** See {@link ApiClient#encoded}. */
    static String encoded(String text) {
        return ApiClient.encoded(text);
    }

    /** @param path below {@code /v1/organization/}, with its query */
    Reply get(String path) {
        return Reply.of(api.get(PREFIX + path));
    }

    /** @param body JSON */
    Reply post(String path, JsonNode body) {
        return Reply.of(api.post(PREFIX + path, body));
    }

    Reply delete(String path) {
        return Reply.of(api.delete(PREFIX + path));
    }

    @Override
    public void close() {
        api.close();
    }
}
