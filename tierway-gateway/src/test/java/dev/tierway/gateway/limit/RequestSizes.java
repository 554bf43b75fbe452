package dev.tierway.gateway.limit;

import dev.tierway.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Input and output tokens of conversations. */
public record RequestSizes(int input, int output) {
    /** The first lines of the Azure conversation trace of 2023, for machines that do not have the file. */
    private static final int[][] FEW = {
        {374, 44},
        {396, 109},
        {879, 55},
        {91, 16},
        {91, 16},
        {381, 84},
        {1313, 142},
        {388, 84},
        {242, 14},
        {209, 152},
        {394, 124},
        {1315, 27},
        {2221, 15},
        {389, 46},
        {1315, 22},
        {4085, 391},
        {2132, 341},
        {1150, 408},
        {17, 260},
        {1600, 203}
    };

    public long total() {
        return (long) input + output;
    }

    /** {@code count} sizes, repeated when there are fewer. */
    public static List<RequestSizes> few(int count) {
        List<RequestSizes> sizes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sizes.add(new RequestSizes(FEW[i % FEW.length][0], FEW[i % FEW.length][1]));
        }
        return sizes;
    }

    /** The first {@code count} requests of the trace, if it is here. */
    public static Optional<List<RequestSizes>> trace(int count) throws IOException {
        Optional<Path> file = SharedData.find("azure-llm-2023-conv/AzureLLMInferenceTrace_conv.csv");
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(file.get())) {
            return Optional.of(lines.skip(1)
                    .limit(count)
                    .map(line -> line.split(",", -1))
                    .map(fields -> new RequestSizes(Integer.parseInt(fields[1]), Integer.parseInt(fields[2])))
                    .toList());
        }
    }
}
