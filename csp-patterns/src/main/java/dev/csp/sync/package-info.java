/**
 * Synchronizers as CSP knows them, written against the public API alone: each can be waited for as
 * a case of a select, beside channels and contexts, without a thread that stands in between.
 *
 * <ul>
 *   <li>{@link dev.csp.sync.Mutex}: a lock that is a channel of one.
 *   <li>{@link dev.csp.sync.Latch}: opens once, when so many have counted down.
 *   <li>{@link dev.csp.sync.Barrier}: so many wait for each other, again and again.
 *   <li>{@link dev.csp.sync.OnceValue}, {@link dev.csp.sync.OnceTask}: computed, or done, once for
 *       all who ask.
 *   <li>{@link dev.csp.sync.SingleFlight}: who asks for what is under way shares it.
 * </ul>
 *
 * <p>A weighted semaphore is {@link dev.csp.channels.Semaphore}; the end of a goroutine is {@link
 * dev.csp.go.Goroutine#done()}, of several {@link dev.csp.go.WaitGroup#zero()}.
 *
 * <p><b>How to wait.</b> What happens once has a {@code ReceiveChannel<Void>} that closes: use
 * {@link dev.csp.select.Select#done}. What is handed over is a value of a channel: use {@link
 * dev.csp.select.Select#receive(dev.csp.channels.ReceiveChannel, dev.csp.select.Select.OnValue)}.
 * With a context, {@link dev.csp.context.Context#receive} and {@link
 * dev.csp.context.Context#receiveOrClosed}.
 *
 * <p><b>Interruption.</b> A method that may block throws {@link java.lang.InterruptedException} if
 * the thread is interrupted before or while it waits, and then had no effect, except where it says
 * so. A null argument is a {@link java.lang.NullPointerException} at the call. A time-out that is
 * zero or negative makes a method look once.
 */
@NullMarked
package dev.csp.sync;

import org.jspecify.annotations.NullMarked;
