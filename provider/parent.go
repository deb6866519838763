package main

import (
	"os"
	"time"
)

// exitWithParent ends this process when Terraform, which started it, is gone: a
// killed one cannot request it, and the state is no longer locked. What is half
// done is completed by the next apply. Linux could send a signal instead
// (PR_SET_PDEATHSIG), but sends it when the one thread ends that started this process.
func exitWithParent(parent int) {
	for os.Getppid() == parent {
		time.Sleep(500 * time.Millisecond)
	}
	os.Exit(1)
}
