package io.panoptoupload.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Requests over HTTP, each at its time, whether or not those before it were answered. */
final class Posts {
    private static final int PER_MINUTE = 10_000;

    private Posts() {}

    /** For a minute. */
    static Table run(URI uploads) {
        List<CompletableFuture<HttpResponse<Void>>> sent = new ArrayList<>();
        ConcurrentLinkedQueue<Double> times = new ConcurrentLinkedQueue<>();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            long begun = System.nanoTime();
            for (int post = 0; post < PER_MINUTE; post++) {
                long due = begun + post * (Duration.ofMinutes(1).toNanos() / PER_MINUTE);
                LockSupport.parkNanos(due - System.nanoTime());
                HttpRequest request = request(uploads, post);
                long start = System.nanoTime();
                sent.add(
                        http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                                .whenComplete(
                                        (_, _) -> times.add((System.nanoTime() - start) / 1e6)));
            }
            long accepted = sent.stream().filter(each -> each.join().statusCode() == 202).count();
            List<Double> sorted = times.stream().sorted().toList();
            Table table = new Table("10,000 requests in a minute", "202", "ms, median", "ms, 99 %");
            table.row(
                    "POST /api/v1/uploads",
                    String.valueOf(accepted),
                    "%.0f".formatted(sorted.get(sorted.size() / 2)),
                    "%.0f".formatted(sorted.get(sorted.size() * 99 / 100)));
            return table;
        }
    }

    private static HttpRequest request(URI uploads, int number) {
        String body =
                """
                {"requestId":"post-%d","folderId":"%s","title":"Lecture %d",
                 "streams":[{"source":{"uri":"file:///captures/a.mp4"}}]}\
                """
                        .formatted(number, Requests.FOLDER, number);
        return HttpRequest.newBuilder(uploads)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
