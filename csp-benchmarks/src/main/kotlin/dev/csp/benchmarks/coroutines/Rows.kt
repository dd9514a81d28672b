package dev.csp.benchmarks.coroutines

import dev.csp.benchmarks.peers.Chain
import dev.csp.benchmarks.peers.Tokens
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.channels.SendChannel
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** A chain whose coroutines pass on what they get until it is the stop. */
internal class StandingChain(length: Int) : Chain {
    private val row = CoroutineScope(Dispatchers.Default + Job())
    private val first = Channel<Any>()
    private val last: Channel<Any>

    init {
        var from = first
        repeat(length) {
            val source = from
            val to = Channel<Any>()
            row.launch { passOn(source, to) }
            from = to
        }
        last = from
    }

    override fun pass(values: Int) =
        runBlocking<Unit>(Dispatchers.Default) {
            launch { sendAll(first, values) }
            launch { receiveAll(last, values) }
        }

    override fun end() =
        runBlocking(Dispatchers.Default) {
            launch { first.send(STOP) }
            launch { last.receive() }
            row.coroutineContext.job.children.forEach { it.join() }
        }

    private suspend fun passOn(from: ReceiveChannel<Any>, to: SendChannel<Any>) {
        do {
            val value = from.receive()
            to.send(value)
        } while (value !== STOP)
    }
}

internal suspend fun CoroutineScope.sieveTo(last: Int): Int {
    val numbers = Tokens.numbers(last)
    val first = Channel<Any>()
    launch {
        for (i in 2..last) first.send(numbers[i])
        first.send(STOP)
    }
    var primes = 0
    var from = first
    while (true) {
        val value = from.receive()
        if (value === STOP) return primes
        primes++
        val source = from
        val to = Channel<Any>()
        launch { filter(source, to, value as Int) }
        from = to
    }
}

private suspend fun filter(from: ReceiveChannel<Any>, to: SendChannel<Any>, prime: Int) {
    while (true) {
        val value = from.receive()
        if (value === STOP) {
            to.send(STOP)
            return
        }
        if (value as Int % prime != 0) to.send(value)
    }
}
