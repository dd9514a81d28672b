package dev.csp.examples.snippets;

import dev.csp.bridge.ChannelPublisher;
import dev.csp.bridge.ChannelSubscriber;
import dev.csp.channels.ReceiveChannel;
import dev.csp.context.Context;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;

final class FlowSnippets {
  private FlowSnippets() {}

  static void upload(Context ctx, HttpClient client, URI uri, ReceiveChannel<ByteBuffer> parts)
      throws Exception {
    // @start region="publisher"
    Flow.Publisher<ByteBuffer> body = ChannelPublisher.of(ctx, parts);
    HttpRequest upload =
        HttpRequest.newBuilder(uri).POST(BodyPublishers.fromPublisher(body)).build();
    client.send(upload, BodyHandlers.discarding()); // takes a part when it is ready for one
    // @end
  }

  static long download(Context ctx, HttpClient client, URI uri) throws Exception {
    long size = 0;
    // @start region="subscriber"
    var response = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofPublisher());
    try (var parts = ChannelSubscriber.<List<ByteBuffer>>subscribe(ctx, response.body(), 4)) {
      for (List<ByteBuffer> part : parts.channel()) {
        size += part.stream().mapToLong(ByteBuffer::remaining).sum();
      }
    }
    // @end
    return size;
  }
}
