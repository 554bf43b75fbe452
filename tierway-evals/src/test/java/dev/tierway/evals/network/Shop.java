package dev.tierway.evals.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/** A small shop: plans that can be changed, orders that can be refunded. */
public final class Shop {
    public static final String JSON = """
            {
              "version": 1,
              "name": "shop",
              "greeting": "Welcome! What can I do for you?",
              "state": {
                "account": {"plan": "A", "credit": 100.10},
                "orders": {"W1": {"status": "delivered", "paid": 23}, "W2": {"status": "pending", "paid": 50}},
                "refunds": []
              },
              "intents": {
                "upgrade_plan": {
                  "description": "wants another plan",
                  "examples": ["I want to upgrade"],
                  "instruction": "Ask which plan, change it, then say that it was changed.",
                  "tools": ["change_plan"],
                  "hand_offs": ["refund"]
                },
                "refund": {
                  "description": "wants money back for an order",
                  "instruction": "Ask for the order, refund what was paid, then say so.",
                  "tools": ["show_order", "refund_order"]
                },
                "opening_hours": {"description": "asks when we are open", "instruction": "We are open from 9 to 5."}
              },
              "tools": {
                "change_plan": {
                  "description": "Changes the plan.",
                  "parameters": {"type": "object", "properties": {"plan": {"type": "string"}}, "required": ["plan"]},
                  "then": [{"set": "account.plan", "value": "{{plan}}"}]
                },
                "show_order": {
                  "description": "Shows an order.",
                  "parameters": {"type": "object", "properties": {"order_id": {"type": "string"}}, "required": ["order_id"]},
                  "reply": "orders.{{order_id}}"
                },
                "refund_order": {
                  "description": "Refunds an order.",
                  "parameters": {"type": "object", "properties": {"order_id": {"type": "string"}, "amount": {"type": "number"}},
                    "required": ["order_id", "amount"]},
                  "when": [
                    {"path": "orders.{{order_id}}.status", "equals": "delivered", "else": "order {{order_id}} is not delivered"},
                    {"path": "orders.{{order_id}}.paid", "at_least": "{{amount}}", "else": "more than was paid"}
                  ],
                  "then": [
                    {"append": "refunds", "value": {"order": "{{order_id}}", "amount": "{{amount}}"}},
                    {"set": "orders.{{order_id}}.status", "value": "refunded"},
                    {"subtract": "account.credit", "value": "{{amount}}"}
                  ]
                }
              }
            }
            """;

    private Shop() {}

    public static Network network() {
        return read(JSON);
    }

    /** The network written as {@code json}. */
    public static Network read(String json) {
        try {
            Path file = Files.createTempFile("network", ".yaml");
            try {
                Files.writeString(file, json);
                return new NetworkReader(JsonTree::parse).read(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A call with the arguments written as {@code json}. */
    public static ToolCall call(String tool, String json) {
        return new ToolCall(tool, JsonMapper.shared().readTree(json));
    }
}
