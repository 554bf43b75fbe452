package dev.tierway.evals.mining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tierway.evals.model.ChatModel;
import dev.tierway.evals.model.ModelReply;
import dev.tierway.evals.model.Spend;
import dev.tierway.evals.model.Timing;
import dev.tierway.evals.network.Agent;
import dev.tierway.evals.network.Replies;
import dev.tierway.evals.network.ToolCall;
import dev.tierway.evals.simulate.ConversationRules;
import dev.tierway.evals.simulate.ConversationTarget;
import dev.tierway.evals.simulate.Customers;
import dev.tierway.evals.simulate.Personas;
import dev.tierway.evals.simulate.ScenarioJson;
import dev.tierway.evals.simulate.Shape;
import dev.tierway.evals.stats.KolmogorovSmirnov;
import dev.tierway.evals.target.Sample;
import dev.tierway.evals.target.Target;
import dev.tierway.evals.target.Turn;
import dev.tierway.testing.SharedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Mined scenarios are played by a script that knows them, and compared with the people they were mined from. */
class FidelityTest {
    private static final List<String> QUESTIONS = List.of(
            "Could I get your full name, please?",
            "Can you tell me your account number, please?",
            "Right, and your PIN as well please.",
            "Your report has been successfully submitted.");

    @Test
    void a_script_that_plays_mined_scenarios_is_shorter_and_more_alike_than_people_and_the_distance_shows_it()
            throws Exception {
        Optional<Path> star = SharedData.find("star");
        assumeTrue(star.isPresent(), "star is not there");
        Path bank = star.orElseThrow().resolve("bank.jsonl");
        List<Transcript> real = TranscriptFile.read(bank, TranscriptFormat.STAR);
        ScenarioMiner miner =
                new ScenarioMiner(StarTasks.read(star.orElseThrow().resolve("tasks"), "bank"));
        ConversationTarget target = new ConversationTarget(
                "bank",
                new Wizard(),
                new Customers(customer(), List.of("script")),
                new ConversationRules(Personas.mix(Map.of("plain", 1.0)), 20, 7, true));

        List<List<Turn>> played = new ArrayList<>();
        List<String> spoiled = new ArrayList<>();
        for (Transcript transcript : real) {
            Sample sample = target.answer(ScenarioJson.asCase(miner.mine(transcript)), new Target.Attempt(1, 1));
            sample.spoiled().ifPresent(why -> spoiled.add(transcript.id() + ": " + why));
            played.add(sample.transcript());
        }

        Shape people = Shape.of(real.stream().map(Transcript::turns).toList());
        KolmogorovSmirnov turns = Shape.of(played).turnsAgainst(people);
        KolmogorovSmirnov words = Shape.of(played).wordsAgainst(people);
        System.out.println("STAR bank: turns KS " + turns + ", words KS " + words);
        assertThat(spoiled).as("the script keeps to the rules").isEmpty();
        assertThat(turns.distance()).isBetween(0.5, 1.0);
        assertThat(turns.first()).isEqualTo(220);
        assertThat(words.distance()).isLessThan(turns.distance());
    }

    /** Says the objective, gives what it is asked for, leaves after the report. */
    private static ChatModel customer() {
        return call -> {
            JsonNode messages = call.body().path("messages");
            String system = messages.path(0).path("content").asString("");
            String heard = messages.path(messages.size() - 1).path("content").asString("");
            if (messages.size() == 2) {
                String want = system.substring(system.indexOf("What you want: ") + 15);
                String line = want.substring(0, want.indexOf('\n'));
                return say(line.substring(line.indexOf(": ") + 1).strip(), false);
            }
            return heard.contains("successfully") ? say("Thank you", true) : say(fact(system, heard), false);
        };
    }

    private static ModelReply say(String message, boolean done) {
        return Replies.text(JsonMapper.shared()
                .createObjectNode()
                .put("message", message)
                .put("done", done)
                .put("reason", done ? "completed" : "talking")
                .toString());
    }

    private static String fact(String system, String question) {
        Optional<String> asked = system.lines()
                .filter(line -> line.startsWith("- ") && line.contains(": "))
                .filter(line -> question.toLowerCase(Locale.ROOT).contains(line.substring(2, line.indexOf(": "))))
                .findFirst();
        return asked.map(line -> line.substring(line.indexOf(": ") + 2)).orElse("I don't remember that one, sorry");
    }

    /** Asks what the bank asks, whoever calls. */
    private static final class Wizard implements Agent {
        @Override
        public String fingerprint() {
            return "wizard";
        }

        @Override
        public Talk open(Optional<JsonNode> state, long seed) {
            return new Talk() {
                @Override
                public Reply reply(List<Turn> transcript) {
                    int asked = (transcript.size() - 1) / 2;
                    return new Reply(QUESTIONS.get(Math.min(asked, QUESTIONS.size() - 1)), Spend.NONE, Timing.UNKNOWN);
                }

                @Override
                public JsonNode state() {
                    return JsonMapper.shared().missingNode();
                }

                @Override
                public ObjectNode inside() {
                    return JsonMapper.shared().createObjectNode();
                }
            };
        }

        @Override
        public JsonNode replay(Optional<JsonNode> state, List<ToolCall> calls) {
            return JsonMapper.shared().missingNode();
        }
    }
}
