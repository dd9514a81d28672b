package main

import "sync"

const steps = 16

type job struct {
	seed   int32
	result int64
}

// Marsaglia's xorshift, a few steps.
func work(seed int32) int64 {
	x := uint64(seed) + 1
	for i := 0; i < steps; i++ {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return int64(x)
}

func fan(sizes []int) batch {
	workers, count, capacity := sizes[0], sizes[1], sizes[2]
	jobs := make([]*job, count)
	var expected int64
	for i := range jobs {
		jobs[i] = &job{seed: int32(i)}
		expected += work(int32(i))
	}
	return func() {
		if sum := runFan(workers, jobs, capacity); sum != expected {
			fail("the results do not add up")
		}
	}
}

func runFan(workers int, jobs []*job, capacity int) int64 {
	var crew sync.WaitGroup
	out, in := make(chan *job, capacity), make(chan *job, capacity)
	crew.Add(workers + 2)
	for i := 0; i < workers; i++ {
		go func() {
			defer crew.Done()
			for j := <-out; j != nil; j = <-out {
				j.result = work(j.seed)
				in <- j
			}
		}()
	}
	go func() {
		defer crew.Done()
		for _, j := range jobs {
			out <- j
		}
		for i := 0; i < workers; i++ {
			out <- nil
		}
	}()
	var sum int64
	go func() {
		defer crew.Done()
		for range jobs {
			sum += (<-in).result
		}
	}()
	crew.Wait()
	return sum
}
