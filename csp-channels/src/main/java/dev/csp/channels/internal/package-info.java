/**
 * The kernel: one short lock for each channel, a ring, two queues of waiters, and claims. Exported
 * to {@code dev.csp.select} and {@code dev.csp.testkit} only; no user of the library may depend on
 * it.
 *
 * <h2>The pieces</h2>
 *
 * <p>A {@link dev.csp.channels.internal.Port} is what every kind of channel is to the kernel. Its
 * steps (receive, send, enqueue, unlink) run under its {@link dev.csp.channels.internal.SpinLock};
 * the plain operations in {@link dev.csp.channels.internal.ReceivePort} and {@link
 * dev.csp.channels.internal.KernelChannel}, and the selects of {@code dev.csp.select}, are all made
 * of the same steps. An operation that must wait puts a {@link dev.csp.channels.internal.Waiter}
 * into a queue of the port; the waiters of one operation share one {@link
 * dev.csp.channels.internal.Claim}. {@link dev.csp.channels.internal.Parking} is the one place that
 * parks, wakes, spins and yields; {@link dev.csp.channels.internal.TimeSource} is the one clock,
 * {@link dev.csp.channels.internal.Randomness} the one source of chance. A goroutine that was
 * started in a simulated {@link dev.csp.channels.internal.World} is a {@link
 * dev.csp.channels.internal.Member} of it, and these three ask the member instead.
 *
 * <h2>The claim protocol</h2>
 *
 * <p>A claim goes from <i>waiting</i>, perhaps over <i>parked</i>, to exactly one outcome: a waiter
 * (somebody completed the operation through it), <i>timed out</i>, or <i>interrupted</i>. Every
 * step is a compare-and-set on one field, so there is one winner.
 *
 * <ol>
 *   <li>The owner enqueues its waiters under the locks of their ports, at an instant in which none
 *       of its cases was ready. It releases the locks and waits.
 *   <li>A partner holds the lock of the port where it found the waiter. It moves the value between
 *       itself and the waiter's item and claims; the claim publishes the item, and the partner does
 *       not touch the waiter again. If it loses, it drops the waiter and takes the next one: a
 *       value is never given to somebody who cannot take it.
 *   <li>The timer heap claims <i>timed out</i> under its own lock. The owner, woken by an
 *       interrupt, claims <i>interrupted</i> itself. Whoever wins, all others find out by losing.
 *   <li>Who moved the claim out of <i>parked</i> wakes the owner, after releasing its locks. A
 *       claim that was not parked yet needs no wake.
 *   <li>The owner unlinks the waiters that lost, each in constant time under its port's lock,
 *       before the operation returns. After that nobody holds them, and it may use them again: a
 *       goroutine has one waiter for all its plain operations, a selector one for each case.
 * </ol>
 *
 * <p>So an operation is all or nothing: the owner learns its fate from the claim alone. An
 * interrupt that lost is put back into the flag.
 *
 * <h2>Invariants, whenever the port's lock is free</h2>
 *
 * <p>A waiter is <i>live</i> while its claim has no outcome.
 *
 * <ul>
 *   <li>No live receiver waits on a port where a receive could complete, no live sender where a
 *       send could. The exception: one select may wait on both sides of one unbuffered channel. It
 *       never meets itself, because waiters are only ever met by an active operation, and an active
 *       operation has none in any queue.
 *   <li>Hence nobody who comes later overtakes a live waiter of its own kind: order of blocking is
 *       order of service.
 *   <li>On a buffered port, no live receiver waits unless the ring is empty and no live sender
 *       unless it is full; the ring's size is the channel's length.
 *   <li>A live waiter at the head of a semaphore's queue asks for more than is available, or
 *       somebody is on the way who will grant; those behind it wait for it, also if they would fit.
 *       The waiters of one select count as one. Who leaves the queue without a grant grants to
 *       those whom it has blocked.
 *   <li>After a close, no waiter is added.
 *   <li>A slot of the ring, or an item of a waiter, that was taken is null. A queued waiter of a
 *       semaphore has its grant as its item, and nobody else changes that.
 * </ul>
 *
 * <h2>Not invariant</h2>
 *
 * <ul>
 *   <li>A queued waiter may be dead. It is dropped by whoever meets it, and at the latest by its
 *       owner.
 *   <li>After a close, waiters may still be queued for a moment: the closer completes them in
 *       steps. They take part in nothing meanwhile.
 *   <li>A wake may come late and leave a stray permit in a thread. Every park is in a loop that
 *       looks at its claim.
 *   <li>What is read without the lock ({@code mayReceive}, {@code describe}) may be stale; it
 *       decides nothing.
 * </ul>
 *
 * <h2>Locks</h2>
 *
 * <p>Ports in ascending id, then the timer heap. While a second port's lock is being taken, nobody
 * gives a carrier away: a contended attempt releases what is held, pauses and starts again. The
 * heap's lock is a leaf: its holders wait for nothing. Under a lock nothing parks, wakes, starts a
 * thread or runs user code.
 *
 * <h2>Memory effects</h2>
 *
 * <p>Plain fields are guarded by the port's lock (acquire and release on the lock word) or
 * published by the claim (a compare-and-set, read volatile by the owner). The lock orders
 * everything that the two sides did before; so a receive happens-after its send, the return of an
 * unbuffered send happens-after its receive, and the k-th receive happens-before the return of the
 * (k+C)-th send. {@code closed} is volatile and written under the lock.
 */
@NullMarked
package dev.csp.channels.internal;

import org.jspecify.annotations.NullMarked;
