package dev.tierway.evals.mining;

import dev.tierway.evals.network.Intent;
import dev.tierway.evals.network.Network;
import dev.tierway.evals.network.Routine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tasks of STAR as a network: an intent for each flow that wizards followed, its texts as the instruction. */
public final class StarTasks {
    private StarTasks() {}

    /**
     * The tasks in {@code folder} whose names begin with {@code domain}.
     *
     * @throws IOException when one cannot be read
     */
    public static Network read(Path folder, String domain) throws IOException {
        List<Path> tasks;
        try (Stream<Path> folders = Files.list(folder)) {
            tasks = folders.filter(it -> it.getFileName().toString().startsWith(domain))
                    .sorted()
                    .toList();
        }
        SequencedMap<String, Intent> intents = new LinkedHashMap<>();
        for (Path task : tasks) {
            String name = task.getFileName().toString();
            JsonNode flow = JsonMapper.shared()
                    .readTree(Files.readString(task.resolve(name + ".json"), StandardCharsets.UTF_8));
            String texts = flow.path("replies").properties().stream()
                    .map(it -> it.getValue().asString(""))
                    .collect(Collectors.joining("\n"));
            intents.put(
                    name,
                    new Intent(
                            name,
                            domain,
                            name.replace('_', ' '),
                            List.of(),
                            new Routine("Follow the flow with these texts:\n" + texts, List.of(), List.of())));
        }
        return new Network(
                "star-" + domain,
                "Hello, how can I help?",
                JsonMapper.shared().createObjectNode(),
                intents,
                new LinkedHashMap<>());
    }
}
