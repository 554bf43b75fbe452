package dev.tierway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileDescriptorsTest {
    @Test
    void a_limit_that_holds_all_connections_and_some_spare_is_enough() {
        assertThat(FileDescriptors.shortage(11_000, 10_000)).isEmpty();
        assertThat(FileDescriptors.shortage(-1, 10_000)).isEmpty();
    }

    @Test
    void a_limit_below_that_is_told_with_what_to_do() {
        assertThat(FileDescriptors.shortage(10_999, 10_000))
                .hasValue("this process may open 10999 files; 10000 client connections and what is behind them may need"
                        + " 11000. Raise the limit (ulimit -n 11000, or LimitNOFILE=11000 in the systemd unit) or lower"
                        + " server.max_connections");
    }
}
