package dev.tierway.gateway.alert;

import dev.tierway.gateway.webhook.WebhookClient;
import dev.tierway.providers.spi.Cancellation;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Posts alerts to one receiver, and tries again with longer and longer pauses until one is taken. Blocks its caller
 * meanwhile: put it behind an {@link AlertQueue}, whose close interrupts it.
 */
public final class AlertWebhook implements Consumer<Alert>, AutoCloseable {
    /** Pauses before the second and later attempts. */
    static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30));

    private static final System.Logger LOG = System.getLogger(AlertWebhook.class.getName());

    private final WebhookClient client;
    private final Consumer<Duration> pause;
    private boolean gone;

    /** @param client is closed with this */
    public AlertWebhook(WebhookClient client) {
        this(client, AlertWebhook::park);
    }

    /** @param pause waits; returns early when its thread is interrupted */
    AlertWebhook(WebhookClient client, Consumer<Duration> pause) {
        this.client = client;
        this.pause = pause;
    }

    @Override
    public void accept(Alert alert) {
        if (gone) {
            return;
        }
        byte[] body = AlertJson.body(alert);
        String id = AlertJson.messageId(alert);
        WebhookClient.Answer answer = post(id, body);
        for (Duration wait : PAUSES) {
            if (answer.taken() || gone || Thread.currentThread().isInterrupted()) {
                break;
            }
            LOG.log(
                    Level.INFO,
                    "webhook " + client.name() + " " + answer.text() + "; tried again in " + wait.toSeconds() + " s");
            pause.accept(wait);
            answer = Thread.currentThread().isInterrupted() ? answer : post(id, body);
        }
        if (!answer.taken()) {
            LOG.log(
                    Level.ERROR,
                    "webhook " + client.name() + " " + answer.text() + "; given up on: " + alert.message());
        }
    }

    private WebhookClient.Answer post(String id, byte[] body) {
        WebhookClient.Answer answer = client.post(id, body, new Cancellation());
        gone = answer.gone();
        return answer;
    }

    private static void park(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0 && !Thread.currentThread().isInterrupted(); ) {
            LockSupport.parkNanos(left);
            left = end - System.nanoTime();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
