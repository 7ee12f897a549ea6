package io.myq.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the application as anybody else would. */
final class Caller {

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;

    Caller(int port) {
        base = "http://localhost:" + port;
    }

    record Answer(int status, String contentType, JsonNode body) {}

    Answer get(String path) {
        return call(HttpRequest.newBuilder(URI.create(base + path)).GET());
    }

    Answer order(String id, String amount) {
        return post("{\"id\":\"" + id + "\",\"customer\":\"Ada\",\"amount\":" + amount + "}");
    }

    Answer post(String json) {
        return call(HttpRequest.newBuilder(URI.create(base + "/orders"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** The component {@code myq} of the health. */
    JsonNode health() {
        return get("/actuator/health").body().path("components").path("myq");
    }

    double metric(String name) {
        return get("/actuator/metrics/" + name)
                .body()
                .path("measurements")
                .path(0)
                .path("value")
                .asDouble();
    }

    private Answer call(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    http.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    JsonMapper.shared().readTree(response.body()));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
