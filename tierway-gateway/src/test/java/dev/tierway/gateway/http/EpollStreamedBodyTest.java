package dev.tierway.gateway.http;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class EpollStreamedBodyTest extends StreamedBodyContract {
    @Override
    Transport transport() {
        return Transport.EPOLL;
    }
}
