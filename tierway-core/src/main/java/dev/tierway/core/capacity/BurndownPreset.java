package dev.tierway.core.capacity;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How a vendor's reserved capacity is drawn on. Sources: the documentation of Bedrock service tiers, Anthropic service
 * tiers, Azure provisioned throughput and Vertex provisioned throughput, as of November 2026.
 */
public enum BurndownPreset {
    /** Cache reads at a tenth, everything else as it is. */
    TIERWAY("0.1", "1", "1", false),
    /** Bedrock's reserved tier: cache reads are free, writes count in full. */
    BEDROCK_RESERVED("0", "1", "1", false),
    /** Anthropic's commitments: reads at a tenth, writes as they are priced. */
    ANTHROPIC("0.1", "1.25", "2", false),
    /** Azure's provisioned throughput units: cached tokens are free, output weighs as the model's ratio says. */
    AZURE_PTU("0", "1", "1", true),
    /** Vertex's generative AI scale units: as Anthropic, output weighs as the model's rate says. */
    VERTEX_GSU("0.1", "1.25", "2", true);

    private final String cacheRead;
    private final String cacheWrite5m;
    private final String cacheWrite1h;
    private final boolean outputByModel;
    private final String configName = name().toLowerCase(Locale.ROOT).replace('_', '-');

    BurndownPreset(String cacheRead, String cacheWrite5m, String cacheWrite1h, boolean outputByModel) {
        this.cacheRead = cacheRead;
        this.cacheWrite5m = cacheWrite5m;
        this.cacheWrite1h = cacheWrite1h;
        this.outputByModel = outputByModel;
    }

    /** Presets by the names people write in configuration, in order of declaration. */
    public static Map<String, BurndownPreset> byName() {
        Map<String, BurndownPreset> byName = new LinkedHashMap<>();
        Arrays.stream(values()).forEach(preset -> byName.put(preset.configName, preset));
        return byName;
    }

    public String configName() {
        return configName;
    }

    /** Its rates; where {@link #outputByModel} the output rate is 1 until the model's own is put in. */
    public BurndownRates rates() {
        return new BurndownRates(
                BurndownRates.UNIT,
                BurndownRates.millionths(new BigDecimal(cacheRead)),
                BurndownRates.millionths(new BigDecimal(cacheWrite5m)),
                BurndownRates.millionths(new BigDecimal(cacheWrite1h)),
                BurndownRates.UNIT);
    }

    /** Whether the output rate depends on the model and must be given. */
    public boolean outputByModel() {
        return outputByModel;
    }
}
