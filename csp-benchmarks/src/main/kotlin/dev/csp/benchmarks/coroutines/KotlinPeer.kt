package dev.csp.benchmarks.coroutines

import dev.csp.benchmarks.peers.Chain
import dev.csp.benchmarks.peers.Peer
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/**
 * Kotlin's coroutines, on the default dispatcher; the harness gives that as many threads as the
 * others have carriers. A batch is a scope: it ends when its coroutines have ended.
 */
class KotlinPeer : Peer {
    private var fan: Fan? = null

    override fun pair(values: Int, capacity: Int) = batch { pair(values, capacity) }

    override fun pingPong(roundTrips: Int) = batch { pingPong(roundTrips) }

    override fun crowd(perSide: Int, valuesEach: Int, capacity: Int) =
        batch { crowd(perSide, valuesEach, capacity) }

    override fun chain(length: Int): Chain = StandingChain(length)

    override fun sieve(last: Int): Int = runBlocking(Dispatchers.Default) { sieveTo(last) }

    override fun fan(workers: Int, jobs: Int, capacity: Int): Long {
        val table = fan?.takeIf { it.size == jobs } ?: Fan(jobs).also { fan = it }
        return runBlocking(Dispatchers.Default) { table.run(this, workers, capacity) }
    }

    override fun selectReceive(cases: Int, valuesEach: Int, capacity: Int) =
        batch { selectReceives(cases, valuesEach, capacity) }

    override fun selectWithDoneAndTimer(values: Int, capacity: Int) =
        batch { selectsWithDoneAndTimer(values, capacity) }

    override fun selectBothWays(perSide: Int, selectsEach: Int) =
        batch { selectsBothWays(perSide, selectsEach) }

    override fun selectPopular(receivers: Int, rounds: Int) =
        batch { selectsPopular(receivers, rounds) }

    override fun trySend(times: Int, capacity: Int) {
        val channel = Channel<Any>(capacity)
        repeat(capacity) { check(channel.trySend(TOKEN).isSuccess) }
        repeat(times) { check(channel.trySend(TOKEN).isFailure) }
    }

    override fun tryReceive(times: Int, capacity: Int) {
        val channel = Channel<Any>(capacity)
        repeat(times) { check(channel.tryReceive().isFailure) }
    }

    override fun makeChannels(channels: Array<Any>, capacity: Int) {
        for (i in channels.indices) channels[i] = Channel<Any>(capacity)
    }

    override fun startAndJoin(goroutines: Int) = batch { repeat(goroutines) { launch {} } }

    override fun deriveAndCancel(times: Int) {
        val parent = Job()
        repeat(times) { Job(parent).cancel() }
        parent.cancel()
    }

    /** The only time-out there is encloses a block; it is cancelled by the end of the block. */
    override fun deriveWithTimeoutAndCancel(times: Int) =
        batch { repeat(times) { withTimeout(HOUR_MILLIS) {} } }

    private fun batch(block: suspend CoroutineScope.() -> Unit) =
        runBlocking(Dispatchers.Default, block)

    private companion object {
        const val HOUR_MILLIS = 3_600_000L
    }
}
