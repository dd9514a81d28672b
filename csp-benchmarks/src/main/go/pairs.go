package main

import "sync"

const token = 1

// Two goroutines, and crowds of them at one channel.

func pairs(sizes []int) batch {
	count, values, capacity := sizes[0], sizes[1], sizes[2]
	return func() {
		for i := 0; i < count; i++ {
			var crew sync.WaitGroup
			c := make(chan int, capacity)
			crew.Add(2)
			go sendAll(&crew, c, values)
			go receiveAll(&crew, c, values)
			crew.Wait()
		}
	}
}

func pingPongs(sizes []int) batch {
	count, roundTrips := sizes[0], sizes[1]
	return func() {
		for i := 0; i < count; i++ {
			pingPong(roundTrips)
		}
	}
}

func pingPong(roundTrips int) {
	there, back := make(chan int), make(chan int)
	var crew sync.WaitGroup
	crew.Add(2)
	go func() {
		defer crew.Done()
		for i := 0; i < roundTrips; i++ {
			there <- token
			check(<-back)
		}
	}()
	go func() {
		defer crew.Done()
		for i := 0; i < roundTrips; i++ {
			back <- <-there
		}
	}()
	crew.Wait()
}

func crowd(sizes []int) batch {
	perSide, valuesEach, capacity := sizes[0], sizes[1], sizes[2]
	return func() {
		var crew sync.WaitGroup
		c := make(chan int, capacity)
		crew.Add(2 * perSide)
		for i := 0; i < perSide; i++ {
			go sendAll(&crew, c, valuesEach)
			go receiveAll(&crew, c, valuesEach)
		}
		crew.Wait()
	}
}

func sendAll(crew *sync.WaitGroup, out chan<- int, values int) {
	defer crew.Done()
	for i := 0; i < values; i++ {
		out <- token
	}
}

func receiveAll(crew *sync.WaitGroup, in <-chan int, values int) {
	defer crew.Done()
	for i := 0; i < values; i++ {
		check(<-in)
	}
}

func check(value int) {
	if value != token {
		fail("got a value that nobody sent")
	}
}
