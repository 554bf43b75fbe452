package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** A list of the admin API, shown as a table or as it came. */
record ListRequest(GatewayOptions gateway, Terminal terminal) {

    /** Shows the list at {@code path}, every page of it, with a row of cells for each item. */
    int show(String path, Table table, Function<JsonNode, List<String>> row) {
        List<AdminClient.Reply> pages = new ArrayList<>();
        try (AdminClient client = gateway.client(terminal)) {
            pages.addAll(all(client, path));
        }
        return show(pages, table, row);
    }

    int show(List<AdminClient.Reply> pages, Table table, Function<JsonNode, List<String>> row) {
        if (gateway.json()) {
            pages.forEach(page -> terminal.out().println(page.text()));
            return 0;
        }
        for (AdminClient.Reply page : pages) {
            page.json().path("data").forEach(item -> table.row(row.apply(item)));
        }
        terminal.out().print(table);
        return 0;
    }

    /** Every page of a list. */
    static List<AdminClient.Reply> all(AdminClient client, String path) {
        List<AdminClient.Reply> pages = new ArrayList<>();
        AdminClient.Reply page = client.get(path);
        pages.add(page);
        while (page.json().path("has_more").asBoolean(false)) {
            page = client.get(path + "?after="
                    + AdminClient.encoded(page.json().path("last_id").asString()));
            pages.add(page);
        }
        return pages;
    }
}
