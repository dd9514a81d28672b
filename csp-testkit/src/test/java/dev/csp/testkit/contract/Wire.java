package dev.csp.testkit.contract;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.channels.Sent;
import java.time.Duration;

/** What the programs need of a channel, so that a faulty one can take its place. */
interface Wire {
  void send(int value) throws InterruptedException;

  boolean send(int value, Duration timeout) throws InterruptedException;

  Sent trySend(int value) throws InterruptedException;

  Received<Integer> receive() throws InterruptedException;

  Received<Integer> receive(Duration timeout) throws InterruptedException;

  Received<Integer> tryReceive() throws InterruptedException;

  void close() throws InterruptedException;

  int length() throws InterruptedException;

  /** The real thing. */
  record Sound(Channel<Integer> channel) implements Wire {
    @Override
    public void send(int value) throws InterruptedException {
      channel.send(value);
    }

    @Override
    public boolean send(int value, Duration timeout) throws InterruptedException {
      return channel.send(value, timeout);
    }

    @Override
    public Sent trySend(int value) {
      return channel.trySend(value);
    }

    @Override
    public Received<Integer> receive() throws InterruptedException {
      return channel.receiveOrClosed();
    }

    @Override
    public Received<Integer> receive(Duration timeout) throws InterruptedException {
      return channel.receive(timeout);
    }

    @Override
    public Received<Integer> tryReceive() {
      return channel.tryReceive();
    }

    @Override
    public void close() {
      channel.close();
    }

    @Override
    public int length() {
      return channel.length();
    }
  }
}
