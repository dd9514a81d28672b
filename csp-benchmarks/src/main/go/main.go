// The workloads of csp-benchmarks, in Go. What each does is defined by dev.csp.benchmarks.peers.Peer.
//
// The harness runs this program once for each workload, as it forks a JVM for each of the others, and reads one
// line for each measured iteration: nanoseconds, operations, bytes allocated, nanoseconds of CPU time.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// A batch makes what it needs, moves its values, and returns when all its goroutines have ended.
type batch func()

// Workloads by name, with the number of sizes that they take, and what makes a batch of given sizes.
var workloads = map[string]struct {
	sizes int
	make  func(sizes []int) batch
}{
	"pair":                       {3, pairs},
	"pingPong":                   {2, pingPongs},
	"crowd":                      {3, crowd},
	"chain":                      {2, chain},
	"sieve":                      {2, sieve},
	"fan":                        {3, fan},
	"selectReceive":              {3, selectReceive},
	"selectWithDoneAndTimer":     {2, selectWithDoneAndTimer},
	"selectBothWays":             {2, selectBothWays},
	"selectPopular":              {2, selectPopular},
	"trySend":                    {2, trySend},
	"tryReceive":                 {2, tryReceive},
	"makeChannels":               {2, makeChannels},
	"startAndJoin":               {1, startAndJoin},
	"deriveAndCancel":            {1, deriveAndCancel},
	"deriveWithTimeoutAndCancel": {1, deriveWithTimeoutAndCancel},
}

func main() {
	warmups := flag.Int("warmups", 0, "iterations that are not measured")
	warmup := flag.Duration("warmup", 0, "how long each of them lasts, at least")
	iterations := flag.Int("iterations", 1, "iterations that are measured")
	length := flag.Duration("time", 0, "how long each of them lasts, at least; any has one batch at least")
	operations := flag.Int("operations", 1, "how many operations a batch counts for")
	flag.Parse()

	run := find(flag.Args())
	for i := 0; i < *warmups; i++ {
		iterate(run, *warmup)
	}
	for i := 0; i < *iterations; i++ {
		bytes, cpu := allocated(), cpuTime()
		elapsed, batches := iterate(run, *length)
		cpu, bytes = cpuTime()-cpu, allocated()-bytes
		fmt.Println(elapsed.Nanoseconds(), batches**operations, bytes, cpu.Nanoseconds())
	}
}

func find(args []string) batch {
	if len(args) == 0 {
		fail("which workload?")
	}
	workload, found := workloads[args[0]]
	if !found {
		fail("there is no workload " + args[0])
	}
	if len(args) != workload.sizes+1 {
		fail(fmt.Sprintf("%s takes %d sizes, was given %d", args[0], workload.sizes, len(args)-1))
	}
	var sizes []int
	for _, arg := range args[1:] {
		size, err := strconv.Atoi(arg)
		if err != nil {
			fail("not a size: " + arg)
		}
		sizes = append(sizes, size)
	}
	return workload.make(sizes)
}

func iterate(run batch, length time.Duration) (elapsed time.Duration, batches int) {
	start := time.Now()
	for batches == 0 || elapsed < length {
		run()
		batches++
		elapsed = time.Since(start)
	}
	return elapsed, batches
}

func allocated() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}

// The CPU time of the process, all threads, in user mode and in the kernel.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		fail(err.Error())
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func fail(why string) {
	fmt.Fprintln(os.Stderr, "benchmarks: "+why)
	os.Exit(1)
}
