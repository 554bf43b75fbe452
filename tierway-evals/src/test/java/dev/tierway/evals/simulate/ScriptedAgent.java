package dev.tierway.evals.simulate;

import dev.tierway.evals.model.ChatModel;
import dev.tierway.evals.model.ModelCall;
import dev.tierway.evals.model.ModelReply;
import dev.tierway.evals.network.NetworkAgent;
import dev.tierway.evals.network.Replies;
import dev.tierway.evals.network.Shop;
import dev.tierway.evals.network.ToolEndpoint;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The shop's network played by a script: one reply after the other, once for each conversation. */
final class ScriptedAgent implements ChatModel {
    private final List<ModelReply> replies;
    private final AtomicInteger next = new AtomicInteger();

    private ScriptedAgent(List<ModelReply> replies) {
        this.replies = replies;
    }

    static NetworkAgent of(ModelReply... replies) {
        return new NetworkAgent(
                Shop.network(),
                new ScriptedAgent(List.of(replies)),
                NetworkAgent.Settings.of("agent"),
                ToolEndpoint.NONE);
    }

    /** Routes to the upgrade, asks for the plan, changes it to {@code plan}, reports. */
    static NetworkAgent upgrading(String plan) {
        return of(
                Replies.route("upgrade_plan"),
                Replies.text("Which plan would you like?"),
                Replies.call("change_plan", "{\"plan\": \"" + plan + "\"}"),
                Replies.text("Your plan has been changed to plan " + plan + "."));
    }

    @Override
    public ModelReply reply(ModelCall call) {
        return replies.get(Math.floorMod(next.getAndIncrement(), replies.size()));
    }
}
