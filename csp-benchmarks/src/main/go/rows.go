package main

import "sync"

// Ends whoever receives it.
const stop = -1

// A chain stands from one batch to the next; it ends with the program.
func chain(sizes []int) batch {
	length, values := sizes[0], sizes[1]
	first := make(chan int)
	last := first
	for i := 0; i < length; i++ {
		next := make(chan int)
		go passOn(last, next)
		last = next
	}
	return func() {
		var ends sync.WaitGroup
		ends.Add(2)
		go sendAll(&ends, first, values)
		go receiveAll(&ends, last, values)
		ends.Wait()
	}
}

func passOn(in <-chan int, out chan<- int) {
	for {
		out <- <-in
	}
}

func sieve(sizes []int) batch {
	last, expected := sizes[0], sizes[1]
	return func() {
		if found := sieveTo(last); found != expected {
			fail("the sieve found a wrong number of primes")
		}
	}
}

func sieveTo(last int) (primes int) {
	var crew sync.WaitGroup
	in := make(chan int)
	crew.Add(1)
	go func(out chan<- int) {
		defer crew.Done()
		for i := 2; i <= last; i++ {
			out <- i
		}
		out <- stop
	}(in)
	for prime := <-in; prime != stop; prime = <-in {
		primes++
		out := make(chan int)
		crew.Add(1)
		go filter(&crew, in, out, prime)
		in = out
	}
	crew.Wait()
	return primes
}

func filter(crew *sync.WaitGroup, in <-chan int, out chan<- int, prime int) {
	defer crew.Done()
	for value := <-in; value != stop; value = <-in {
		if value%prime != 0 {
			out <- value
		}
	}
	out <- stop
}
