package dev.tierway.evals.simulate;

import dev.tierway.core.hash.SplitMix;
import dev.tierway.evals.model.ModelFailure;
import dev.tierway.evals.model.Spend;
import dev.tierway.evals.model.Timing;
import dev.tierway.evals.network.Agent;
import dev.tierway.evals.target.Sample;
import dev.tierway.evals.target.Target.Attempt;
import dev.tierway.evals.target.TargetFailure;
import dev.tierway.evals.target.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Plays conversations between an agent and simulated customers. */
final class Conversations {
    private final Agent agent;
    private final Customers customers;
    private final ConversationRules rules;

    Conversations(Agent agent, Customers customers, ConversationRules rules) {
        this.agent = agent;
        this.customers = customers;
        this.rules = rules;
    }

    /** Who plays a scenario, and with what randomness. */
    record Casting(String model, Persona persona, long seed) {}

    /** The same for the same scenario, trial and seeds, in whatever order conversations are played. */
    Casting cast(Scenario scenario, Attempt attempt) {
        long id = SplitMix.next(scenario.id().hashCode());
        int turn = Math.floorMod(id + attempt.trial() - 1, customers.aliases().size());
        long personaSeed = SplitMix.next(rules.seed() ^ (id + attempt.trial()));
        Persona persona = Personas.named(scenario.persona())
                .orElseGet(() -> rules.personas().pick(personaSeed).with(scenario.persona()));
        return new Casting(customers.aliases().get(turn), persona, SplitMix.next(rules.seed() ^ attempt.seed()));
    }

    Sample play(Scenario scenario, Attempt attempt) throws TargetFailure, InterruptedException {
        Casting casting = cast(scenario, attempt);
        Played played = new Played(agent.open(scenario.expected().initialState(), casting.seed()));
        try {
            talk(scenario, casting, played);
        } catch (UnreadableCustomer unreadable) {
            played.spend = played.spend.plus(unreadable.spend());
            played.flaws.add(
                    new Flaw(Flaw.Kind.UNREADABLE, played.transcript.size(), String.valueOf(unreadable.getMessage())));
        } catch (ModelFailure failed) {
            throw new TargetFailure(String.valueOf(failed.getMessage()), failed.retryable(), played.spend);
        }
        return sample(scenario, casting, played);
    }

    private void talk(Scenario scenario, Casting casting, Played played)
            throws ModelFailure, UnreadableCustomer, InterruptedException {
        SimulatedCustomer customer =
                new SimulatedCustomer(customers.model(), casting.model(), scenario, casting.persona());
        for (int turn = 0; turn < rules.maxTurns(); turn++) {
            Said said = customer.next(played.transcript, SplitMix.next(casting.seed() + turn));
            played.spend = played.spend.plus(said.spend());
            if (!said.message().isEmpty()) {
                played.transcript.add(new Turn(Turn.CUSTOMER, said.message()));
            }
            if (said.ending().isPresent()) {
                played.ending = said.ending().get();
                return;
            }
            Agent.Reply reply = played.talk.reply(List.copyOf(played.transcript));
            played.spend = played.spend.plus(reply.spend());
            played.timing = played.timing.then(reply.timing());
            played.transcript.add(new Turn(Turn.ASSISTANT, reply.text()));
        }
    }

    private Sample sample(Scenario scenario, Casting casting, Played played) throws InterruptedException {
        JsonNode state = played.talk.state();
        JsonNode replayed = agent.replay(
                scenario.expected().initialState(), scenario.expected().actions());
        Objective objective = Objective.of(scenario, replayed, state, played.transcript);
        if (rules.audit() && played.flaws.isEmpty()) {
            played.flaws.addAll(CustomerAudit.flaws(scenario, played.transcript, played.ending, objective.met()));
        }
        ObjectNode inside = played.talk.inside();
        Funnel.of(scenario, objective, played.ending, inside).write(inside);
        describeCustomer(inside.putObject("customer"), casting, played);
        Optional<String> spoiled = played.flaws.stream().findFirst().map(Flaw::toString);
        return new Sample(
                lastAnswer(played.transcript), played.transcript, state, inside, played.spend, played.timing, spoiled);
    }

    private static void describeCustomer(ObjectNode into, Casting casting, Played played) {
        into.put("model", casting.model());
        into.put("persona", casting.persona().name());
        into.put("ending", played.ending.wireName());
        ArrayNode flaws = into.putArray("flaws");
        played.flaws.forEach(it -> flaws.addObject()
                .put("kind", it.kind().wireName())
                .put("turn", it.turn())
                .put("what", it.what()));
    }

    private static String lastAnswer(List<Turn> transcript) {
        return transcript.reversed().stream()
                .filter(turn -> turn.speaker().equals(Turn.ASSISTANT))
                .findFirst()
                .map(Turn::text)
                .orElse("");
    }

    /** A conversation while it goes on. */
    private static final class Played {
        private final Agent.Talk talk;
        private final List<Turn> transcript = new ArrayList<>();
        private final List<Flaw> flaws = new ArrayList<>();
        private Ending ending = Ending.TURN_LIMIT;
        private Spend spend = Spend.NONE;
        private Timing timing = Timing.total(0);

        private Played(Agent.Talk talk) {
            this.talk = talk;
        }
    }
}
