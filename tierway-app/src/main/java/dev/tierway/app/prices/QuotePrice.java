package dev.tierway.app.prices;

import dev.tierway.app.cli.OptionValues;
import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.TextColumns;
import dev.tierway.app.cli.UsageException;
import dev.tierway.app.config.Formats;
import dev.tierway.app.config.PriceFormats;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.pricing.Charge;
import dev.tierway.core.pricing.NanoDollars;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.WallClock;
import dev.tierway.core.usage.Usage;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

@Command(name = "quote", description = "Work out what one request costs, line by line.")
final class QuotePrice implements Callable<Integer> {
    private final Terminal terminal;
    private final WallClock clock;

    @Mixin
    private BookOptions options = new BookOptions();

    @Option(names = "--model", required = true, paramLabel = "NAME", description = "The model.")
    private String model = "";

    @Option(
            names = "--tier",
            defaultValue = "standard",
            paramLabel = "TIER",
            description = "The tier that serves it (default standard); reserved is inside a reservation.")
    private String tier = "";

    @Option(names = "--input", defaultValue = "0", paramLabel = "N", description = "Tokens of the whole prompt.")
    private String input = "";

    @Option(names = "--cached", defaultValue = "0", paramLabel = "N", description = "Of these, read from the cache.")
    private String cached = "";

    @Option(
            names = "--written-5m",
            defaultValue = "0",
            paramLabel = "N",
            description = "Of these, written to the cache for 5 minutes.")
    private String written5m = "";

    @Option(
            names = "--written-1h",
            defaultValue = "0",
            paramLabel = "N",
            description = "Of these, written to the cache for an hour.")
    private String written1h = "";

    @Option(names = "--output", defaultValue = "0", paramLabel = "N", description = "Tokens of the whole answer.")
    private String output = "";

    @Option(names = "--reasoning", defaultValue = "0", paramLabel = "N", description = "Of these, reasoning.")
    private String reasoning = "";

    @Option(names = "--at", paramLabel = "TIME", description = "When (default now).")
    private @Nullable String at;

    @Option(names = "--json", description = "Print JSON instead of a bill.")
    private boolean json;

    QuotePrice(Terminal terminal, WallClock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        PriceBook book = options.read(terminal);
        BookOptions.checkModel(book, model);
        ServiceTier served = OptionValues.parse("--tier", tier, Formats.TIER);
        Instant moment = at == null ? clock.now() : OptionValues.parse("--at", at, PriceFormats.MOMENT);
        Charge charge = book.charge(model, served, usage(), moment, served == ServiceTier.RESERVED);
        switch (charge) {
            case Charge.Priced priced -> terminal.out().print(json ? json(priced) : bill(priced));
            case Charge.Unpriced unpriced -> throw new UsageException(unpriced.message());
        }
        return 0;
    }

    private Usage usage() {
        long read = count("--cached", cached);
        long shortWrites = count("--written-5m", written5m);
        long longWrites = count("--written-1h", written1h);
        long uncached = count("--input", input) - read - shortWrites - longWrites;
        if (uncached < 0) {
            throw new UsageException("--cached, --written-5m and --written-1h are parts of --input, and add up to "
                    + -uncached + " more");
        }
        long answer = count("--output", output);
        long thought = count("--reasoning", reasoning);
        if (thought > answer) {
            throw new UsageException("--reasoning is a part of --output, and is " + (thought - answer) + " more");
        }
        return new Usage(uncached, read, shortWrites, longWrites, answer, thought);
    }

    private static long count(String option, String text) {
        return OptionValues.parse(
                option,
                text,
                ConfigFormats.COUNT.where(
                        "a whole number up to 1000M, optionally with k or M, like 200k",
                        count -> count <= 1_000_000_000L));
    }

    private String bill(Charge.Priced priced) {
        StringBuilder text = new StringBuilder();
        text.append(model)
                .append(" in ")
                .append(tier)
                .append(", price version ")
                .append(priced.version())
                .append('\n');
        for (Charge.Line line : priced.lines()) {
            text.append(TextColumns.left("  " + line.kind().key(), 18))
                    .append(TextColumns.right(Long.toString(line.tokens()), 12))
                    .append(TextColumns.left(" x $" + ShowPrices.perMillion(line.dollarsPerToken()) + "/M", 18))
                    .append(TextColumns.right("$" + exact(line.dollars()), 20))
                    .append('\n');
        }
        return text.append(TextColumns.left("  total", 48))
                .append(TextColumns.right(NanoDollars.format(priced.nanos()), 20))
                .append('\n')
                .toString();
    }

    private String json(Charge.Priced priced) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("model", model);
            json.writeStringProperty("tier", tier);
            json.writeStringProperty("version", priced.version());
            json.writeNumberProperty("nano_dollars", priced.nanos());
            json.writeArrayPropertyStart("lines");
            for (Charge.Line line : priced.lines()) {
                json.writeStartObject();
                json.writeStringProperty("kind", line.kind().key());
                json.writeNumberProperty("tokens", line.tokens());
                json.writeStringProperty("dollars_per_million", ShowPrices.perMillion(line.dollarsPerToken()));
                json.writeStringProperty("dollars", exact(line.dollars()));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }

    private static String exact(BigDecimal dollars) {
        BigDecimal stripped = dollars.stripTrailingZeros();
        return (stripped.scale() < 2 ? stripped.setScale(2) : stripped).toPlainString();
    }
}
