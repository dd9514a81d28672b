package main

import (
	"context"
	"sync"
	"time"
)

// What does not move values: tries in vain, creation, contexts.

func trySend(sizes []int) batch {
	times, capacity := sizes[0], sizes[1]
	return func() {
		c := make(chan int, capacity)
		for i := 0; i < capacity; i++ {
			c <- token
		}
		for i := 0; i < times; i++ {
			select {
			case c <- token:
				fail("the channel was not full")
			default:
			}
		}
	}
}

func tryReceive(sizes []int) batch {
	times, capacity := sizes[0], sizes[1]
	return func() {
		c := make(chan int, capacity)
		for i := 0; i < times; i++ {
			select {
			case <-c:
				fail("the channel was not empty")
			default:
			}
		}
	}
}

func makeChannels(sizes []int) batch {
	count, capacity := sizes[0], sizes[1]
	channels := make([]chan int, count)
	return func() {
		for i := range channels {
			channels[i] = make(chan int, capacity)
		}
	}
}

func startAndJoin(sizes []int) batch {
	count := sizes[0]
	return func() {
		var crew sync.WaitGroup
		crew.Add(count)
		for i := 0; i < count; i++ {
			go crew.Done()
		}
		crew.Wait()
	}
}

func deriveAndCancel(sizes []int) batch {
	times := sizes[0]
	return func() {
		parent, cancelParent := context.WithCancel(context.Background())
		defer cancelParent()
		for i := 0; i < times; i++ {
			_, cancel := context.WithCancel(parent)
			cancel()
		}
	}
}

func deriveWithTimeoutAndCancel(sizes []int) batch {
	times := sizes[0]
	return func() {
		parent, cancelParent := context.WithCancel(context.Background())
		defer cancelParent()
		for i := 0; i < times; i++ {
			_, cancel := context.WithTimeout(parent, time.Hour)
			cancel()
		}
	}
}
