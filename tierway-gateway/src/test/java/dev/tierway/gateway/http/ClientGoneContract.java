package dev.tierway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.providers.spi.Slice;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that leaves is noticed at every stage, and one that reads too slowly slows only itself. */
abstract class ClientGoneContract extends ServerFixture {
    private static final List<Slice> EVENT = List.of(Slice.utf8("data: {\"choices\":[]}\n\n"));
    private static final List<Slice> MEGABYTE = List.of(Slice.of(new byte[1 << 20]));

    /** How a client leaves. */
    enum Way {
        CLOSE,
        RESET,
        STOP_SENDING;

        void take(RawClient client) throws IOException {
            switch (this) {
                case CLOSE -> client.close();
                case RESET -> client.vanish();
                case STOP_SENDING -> client.finishSending();
            }
        }
    }

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);
    private final BlockingQueue<Boolean> ends = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @EnumSource
    void is_noticed_while_the_exchange_waits(Way way) throws IOException {
        serve(exchange -> {
            exchange.onClientGone(gone::countDown);
            reached.countDown();
            await(gone);
            ends.add(exchange.clientGone());
            throw Failure.of(FailureKind.CLIENT_GONE, "client_gone", "left while waiting")
                    .toException();
        });
        leaveOnceReached(way);
        assertThat(end()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void is_noticed_between_the_events_of_a_stream(Way way) throws IOException {
        serve(exchange -> {
            exchange.onClientGone(gone::countDown);
            ResponseStream stream = exchange.stream(200, Headers.NONE);
            stream.write(EVENT);
            stream.flush();
            reached.countDown();
            await(gone);
            stream.write(EVENT);
            try {
                stream.flush();
            } catch (FailureException e) {
                ends.add(e.failure().kind() == FailureKind.CLIENT_GONE);
                throw e;
            }
        });
        leaveOnceReached(way);
        assertThat(end()).isTrue();
    }

    @Test
    void wakes_a_handler_that_waits_for_a_slow_reader() throws IOException {
        serve(this::writeWithoutEnd);
        try (RawClient client = RawClient.slowReader(address())) {
            client.get("/").head();
            await(reached);
            client.vanish();
            assertThat(end()).isTrue();
        }
    }

    @Test
    void an_action_set_too_late_runs_at_once() throws IOException {
        serve(exchange -> {
            reached.countDown();
            awaitUntil(exchange::clientGone);
            exchange.onClientGone(gone::countDown);
            ends.add(gone.getCount() == 0);
            text(exchange, 200, "to nobody");
        });
        leaveOnceReached(Way.RESET);
        assertThat(end()).isTrue();
    }

    @Test
    void is_noticed_although_more_requests_were_pipelined() throws IOException {
        serve(exchange -> {
            exchange.onClientGone(gone::countDown);
            reached.countDown();
            await(gone);
            ends.add(exchange.clientGone());
            text(exchange, 200, "to nobody");
        });
        try (RawClient client = connect()) {
            client.get("/1").get("/2").post("/3", "three");
            await(reached);
        }
        assertThat(end()).isTrue();
        assertThat(ends).isEmpty();
    }

    @Test
    void leaving_in_the_middle_of_a_request_leaves_nothing() throws IOException {
        serve(exchange -> ends.add(true));
        for (String part : List.of(
                "", "P", "POST / HTTP/1.1\r\nHost", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc")) {
            try (RawClient client = connect()) {
                client.send(part);
                awaitUntil(() -> server().connections() == 1);
                client.vanish();
            }
            awaitUntil(() -> server().connections() == 0);
        }
        assertThat(ends).isEmpty();
    }

    @Test
    void is_not_claimed_of_a_client_that_got_its_reply() throws IOException {
        serve(exchange -> {
            exchange.onClientGone(gone::countDown);
            echo(exchange);
        });
        try (RawClient client = connect()) {
            client.post("/", "x").reply();
        }
        awaitUntil(() -> server().connections() == 0);
        assertThat(gone.getCount()).isEqualTo(1);
    }

    @Test
    void a_slow_reader_gets_everything() throws IOException {
        int megabytes = 24;
        serve(exchange -> {
            try (ResponseStream stream = exchange.stream(200, Headers.NONE)) {
                for (int i = 0; i < megabytes; i++) {
                    stream.write(MEGABYTE);
                }
                stream.end();
            }
        });
        try (RawClient client = RawClient.slowReader(address())) {
            assertThat(client.get("/").reply().body()).hasSize(megabytes << 20);
        }
    }

    @Test
    void a_reader_that_stops_is_cut_at_the_write_deadline() throws IOException {
        serve(writeDeadline(Duration.ofMillis(300)), this::writeWithoutEnd);
        try (RawClient client = RawClient.slowReader(address())) {
            client.get("/").head();
            assertThat(end()).isTrue();
        }
    }

    @Test
    void a_pipelining_client_that_does_not_read_is_not_served_ahead() throws IOException {
        serve(writeDeadline(Duration.ofMillis(300)), exchange -> {
            ends.add(true);
            exchange.respond(200, Headers.NONE, MEGABYTE);
        });
        try (RawClient client = RawClient.slowReader(address())) {
            for (int i = 0; i < 100; i++) {
                client.get("/");
            }
            awaitUntil(() -> server().connections() == 0);
        }
        assertThat(ends).hasSizeLessThan(20);
    }

    private void writeWithoutEnd(Exchange exchange) {
        try (ResponseStream stream = exchange.stream(200, Headers.NONE)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            stream.write(MEGABYTE);
                            reached.countDown();
                        }
                    })
                    .isInstanceOf(FailureException.class);
            ends.add(exchange.clientGone());
        }
    }

    private void leaveOnceReached(Way way) throws IOException {
        try (RawClient client = connect()) {
            client.post("/", "hello");
            await(reached);
            way.take(client);
            await(gone);
        }
    }

    private boolean end() {
        try {
            return Boolean.TRUE.equals(ends.poll(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
