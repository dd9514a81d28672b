package dev.csp.benchmarks.coroutines

import dev.csp.benchmarks.peers.Jobs
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch

/** Jobs out to workers, results in to one collector. */
internal class Fan(val size: Int) {
    private val jobs = Jobs.make(size)

    suspend fun run(scope: CoroutineScope, workers: Int, capacity: Int): Long {
        val out = Channel<Any>(capacity)
        val results = Channel<Any>(capacity)
        repeat(workers) {
            scope.launch {
                while (true) {
                    val job = out.receive()
                    if (job === STOP) break
                    (job as Jobs.Job).run()
                    results.send(job)
                }
            }
        }
        scope.launch {
            for (job in jobs) out.send(job)
            repeat(workers) { out.send(STOP) }
        }
        return scope
            .async {
                var sum = 0L
                repeat(size) { sum += (results.receive() as Jobs.Job).result() }
                sum
            }
            .await()
    }
}
