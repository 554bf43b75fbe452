package dev.tierway.gateway.http;

class NioHttpServerTest extends HttpServerContract {
    @Override
    Transport transport() {
        return Transport.NIO;
    }
}
