package main

import (
	"sync"
	"time"
)

func selectReceive(sizes []int) batch {
	cases, valuesEach, capacity := sizes[0], sizes[1], sizes[2]
	return func() {
		var crew sync.WaitGroup
		crew.Add(cases + 1)
		channels := make([]chan int, cases)
		for i := range channels {
			channels[i] = make(chan int, capacity)
			go sendAll(&crew, channels[i], valuesEach)
		}
		if cases == 2 {
			go receiveFrom2(&crew, channels[0], channels[1], 2*valuesEach)
		} else {
			go receiveFrom5(&crew, channels, 5*valuesEach)
		}
		crew.Wait()
	}
}

func receiveFrom2(crew *sync.WaitGroup, a, b <-chan int, values int) {
	defer crew.Done()
	for i := 0; i < values; i++ {
		select {
		case value := <-a:
			check(value)
		case value := <-b:
			check(value)
		}
	}
}

func receiveFrom5(crew *sync.WaitGroup, channels []chan int, values int) {
	defer crew.Done()
	a, b, c, d, e := channels[0], channels[1], channels[2], channels[3], channels[4]
	for i := 0; i < values; i++ {
		select {
		case value := <-a:
			check(value)
		case value := <-b:
			check(value)
		case value := <-c:
			check(value)
		case value := <-d:
			check(value)
		case value := <-e:
			check(value)
		}
	}
}

// Each operation has a timer of its own, stopped afterwards: that of time.After would live on until it fires.
func selectWithDoneAndTimer(sizes []int) batch {
	values, capacity := sizes[0], sizes[1]
	return func() {
		var crew sync.WaitGroup
		c, done := make(chan int, capacity), make(chan int)
		crew.Add(2)
		go func() {
			defer crew.Done()
			for i := 0; i < values; i++ {
				timer := time.NewTimer(time.Second)
				select {
				case c <- token:
				case <-done:
					fail("nobody is done")
				case <-timer.C:
					fail("a second passed")
				}
				timer.Stop()
			}
		}()
		go func() {
			defer crew.Done()
			for i := 0; i < values; i++ {
				timer := time.NewTimer(time.Second)
				select {
				case value := <-c:
					check(value)
				case <-done:
					fail("nobody is done")
				case <-timer.C:
					fail("a second passed")
				}
				timer.Stop()
			}
		}()
		crew.Wait()
	}
}

func selectBothWays(sizes []int) batch {
	perSide, selectsEach := sizes[0], sizes[1]
	return func() {
		var crew sync.WaitGroup
		there, back := make(chan int), make(chan int)
		crew.Add(2 * perSide)
		for i := 0; i < perSide; i++ {
			go sendOrReceive(&crew, there, back, selectsEach)
			go sendOrReceive(&crew, back, there, selectsEach)
		}
		crew.Wait()
	}
}

func sendOrReceive(crew *sync.WaitGroup, out chan<- int, in <-chan int, times int) {
	defer crew.Done()
	for i := 0; i < times; i++ {
		select {
		case out <- token:
		case value := <-in:
			check(value)
		}
	}
}

func selectPopular(sizes []int) batch {
	receivers, rounds := sizes[0], sizes[1]
	return func() {
		var crew sync.WaitGroup
		crew.Add(receivers + 1)
		popular := make(chan int)
		own := make([]chan int, receivers)
		for i := range own {
			own[i] = make(chan int)
			go receiveFrom2(&crew, popular, own[i], rounds)
		}
		go func() {
			defer crew.Done()
			for i := 0; i < rounds; i++ {
				for _, c := range own {
					c <- token
				}
			}
		}()
		crew.Wait()
	}
}
