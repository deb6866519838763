package main

import (
	"context"
	"os"
	"os/signal"
)

// untilInterrupted returns a context that is cancelled when this process is
// interrupted. That alone does not end it: Terraform needs its providers until it ends.
func untilInterrupted() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	go func() {
		<-signals
		cancel()
	}()
	return ctx
}
