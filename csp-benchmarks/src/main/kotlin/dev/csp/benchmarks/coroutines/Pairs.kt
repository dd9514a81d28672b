package dev.csp.benchmarks.coroutines

import dev.csp.benchmarks.peers.Tokens
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.channels.SendChannel
import kotlinx.coroutines.launch

internal val TOKEN: Any = Tokens.TOKEN
internal val STOP: Any = Tokens.STOP

internal fun CoroutineScope.pair(values: Int, capacity: Int) {
    val channel = Channel<Any>(capacity)
    launch { sendAll(channel, values) }
    launch { receiveAll(channel, values) }
}

internal fun CoroutineScope.pingPong(roundTrips: Int) {
    val there = Channel<Any>()
    val back = Channel<Any>()
    launch {
        repeat(roundTrips) {
            there.send(TOKEN)
            Tokens.check(back.receive())
        }
    }
    launch { repeat(roundTrips) { back.send(there.receive()) } }
}

internal fun CoroutineScope.crowd(perSide: Int, valuesEach: Int, capacity: Int) {
    val channel = Channel<Any>(capacity)
    repeat(perSide) {
        launch { sendAll(channel, valuesEach) }
        launch { receiveAll(channel, valuesEach) }
    }
}

internal suspend fun sendAll(out: SendChannel<Any>, values: Int) {
    repeat(values) { out.send(TOKEN) }
}

internal suspend fun receiveAll(from: ReceiveChannel<Any>, values: Int) {
    repeat(values) { Tokens.check(from.receive()) }
}
