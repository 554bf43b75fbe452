package dev.tierway.gateway.http;

class NioMalformedRequestTest extends MalformedRequestContract {
    @Override
    Transport transport() {
        return Transport.NIO;
    }
}
