/**
 * Channels: typed conduits between goroutines, with Go's rules and Java's manners.
 *
 * <p>The door is {@link dev.csp.channels.Channel}, whose factories make every kind. Pass a channel
 * on as the narrower {@link dev.csp.channels.SendChannel} or {@link
 * dev.csp.channels.ReceiveChannel} to say who does what. {@link dev.csp.channels.Timer} and {@link
 * dev.csp.channels.Ticker} have channels for time, {@link dev.csp.channels.Semaphore} for permits.
 *
 * <h2>What is common to all operations</h2>
 *
 * <p><b>Threads.</b> Any number of threads, virtual or platform, may use a channel at once without
 * other locking.
 *
 * <p><b>Order.</b> Values are received in the order in which they were sent. Waiting senders are
 * served in the order in which they began to wait, and so are waiting receivers; a newcomer never
 * overtakes a waiter. A waiter that gives up (time-out, interrupt) loses its place.
 *
 * <p><b>All or nothing.</b> An operation either completes, or throws or reports "not done" and then
 * had no effect. If a partner takes a waiter at the moment in which it is interrupted or runs out
 * of time, the operation succeeds; an interrupt that lost this race is left pending in the thread's
 * interrupt flag.
 *
 * <p><b>Interruption.</b> A blocking operation (also a timed one) that is called with the interrupt
 * flag set throws {@link java.lang.InterruptedException} before it touches the channel. The
 * try-operations never look at the flag.
 *
 * <p><b>Time-outs.</b> A time-out that is zero or negative makes an operation try once and not
 * wait. A very long time-out is clamped to about 146 years.
 *
 * <p><b>Nulls.</b> A null value, channel name, duration or cause is a {@link
 * java.lang.NullPointerException} at the call.
 *
 * <p><b>Closing.</b> Closing is the sender's way to say that no value will follow. Values that were
 * accepted before are still received, in order; then every receive reports the end, for ever and
 * without waiting. Senders that wait when the channel is closed fail, and their values are never
 * delivered; the exception hands the value back.
 *
 * <p><b>Undelivered values.</b> A value that was accepted and that nobody will ever receive,
 * because a full channel dropped it or because the channel was {@linkplain
 * dev.csp.channels.Channel#discard() discarded}, goes to the channel's hook, if it was made with
 * one: see {@link dev.csp.channels.Undelivered}.
 *
 * <p><b>Memory effects.</b> Actions before a send happen-before actions after the receive of its
 * value. Closing happens-before a receive that reports the end. On an unbuffered channel, a receive
 * happens-before the return of its send. On a channel of capacity C, the k-th receive
 * happens-before the return of the (k+C)-th send. An operation that was not done has no memory
 * effect that a program may rely on.
 *
 * @see <a href="https://go.dev/ref/spec#Channel_types">The Go specification: channel types</a>
 * @see <a href="https://go.dev/ref/mem#chan">The Go memory model: channel communication</a>
 */
@NullMarked
package dev.csp.channels;

import org.jspecify.annotations.NullMarked;
