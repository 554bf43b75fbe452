package dev.tierway.gateway.http;

class NioStreamedBodyTest extends StreamedBodyContract {
    @Override
    Transport transport() {
        return Transport.NIO;
    }
}
