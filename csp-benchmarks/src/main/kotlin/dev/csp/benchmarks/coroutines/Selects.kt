package dev.csp.benchmarks.coroutines

import dev.csp.benchmarks.peers.Tokens
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.selects.onTimeout
import kotlinx.coroutines.selects.select

private const val SECOND_MILLIS = 1_000L

internal fun CoroutineScope.selectReceives(cases: Int, valuesEach: Int, capacity: Int) {
    val channels = List(cases) { Channel<Any>(capacity) }
    for (channel in channels) launch { sendAll(channel, valuesEach) }
    launch {
        if (cases == 2) {
            val (a, b) = channels
            repeat(cases * valuesEach) {
                Tokens.check(
                    select {
                        a.onReceive { it }
                        b.onReceive { it }
                    })
            }
        } else {
            val (a, b, c, d, e) = channels
            repeat(cases * valuesEach) {
                Tokens.check(
                    select {
                        a.onReceive { it }
                        b.onReceive { it }
                        c.onReceive { it }
                        d.onReceive { it }
                        e.onReceive { it }
                    })
            }
        }
    }
}

@OptIn(ExperimentalCoroutinesApi::class)
internal fun CoroutineScope.selectsWithDoneAndTimer(values: Int, capacity: Int) {
    val channel = Channel<Any>(capacity)
    val done = Channel<Any>()
    launch {
        repeat(values) {
            Tokens.check(
                select {
                    channel.onSend(TOKEN) { TOKEN }
                    done.onReceive { STOP }
                    onTimeout(SECOND_MILLIS) { STOP }
                })
        }
    }
    launch {
        repeat(values) {
            Tokens.check(
                select {
                    channel.onReceive { it }
                    done.onReceive { STOP }
                    onTimeout(SECOND_MILLIS) { STOP }
                })
        }
    }
}

internal fun CoroutineScope.selectsBothWays(perSide: Int, selectsEach: Int) {
    val there = Channel<Any>()
    val back = Channel<Any>()
    repeat(perSide) {
        launch { sendOrReceive(there, back, selectsEach) }
        launch { sendOrReceive(back, there, selectsEach) }
    }
}

private suspend fun sendOrReceive(out: Channel<Any>, from: Channel<Any>, times: Int) {
    repeat(times) {
        Tokens.check(
            select {
                out.onSend(TOKEN) { TOKEN }
                from.onReceive { it }
            })
    }
}

internal fun CoroutineScope.selectsPopular(receivers: Int, rounds: Int) {
    val popular = Channel<Any>()
    val own = List(receivers) { Channel<Any>() }
    for (channel in own) {
        launch {
            repeat(rounds) {
                Tokens.check(
                    select {
                        popular.onReceive { it }
                        channel.onReceive { it }
                    })
            }
        }
    }
    launch { repeat(rounds) { for (channel in own) channel.send(TOKEN) } }
}
