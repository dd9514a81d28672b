/**
 * Bridges: channels where the JDK has something else, and the other way round.
 *
 * <ul>
 *   <li>{@link dev.csp.bridge.ChannelPublisher} and {@link dev.csp.bridge.ChannelSubscriber} join
 *       channels to {@link java.util.concurrent.Flow};
 *   <li>{@link dev.csp.bridge.Futures} makes channels of futures, and futures of channels and
 *       goroutines;
 *   <li>{@link dev.csp.bridge.Queues} shows a channel as a {@link
 *       java.util.concurrent.BlockingQueue};
 *   <li>{@link dev.csp.bridge.Lines} and {@link dev.csp.bridge.Streams} are sources and ends of
 *       {@linkplain dev.csp.pipeline pipelines}.
 * </ul>
 *
 * <p>A null argument is a {@link NullPointerException} at the call. Memory effects are those of the
 * channels, and of the type at the other end of the bridge: what was done before a value was put
 * in, happens-before what is done after it was taken out.
 */
@NullMarked
package dev.csp.bridge;

import org.jspecify.annotations.NullMarked;
