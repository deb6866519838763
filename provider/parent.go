package main

import (
	"os"
	"time"
)

// endWithParent ends this process when Terraform, which started it, is gone: a
// killed one cannot tell, and the state is no longer locked. What is half done
// by then is completed by the next apply. Linux could send a signal instead,
// but sends it as soon as the one thread ends that started this process.
func endWithParent(parent int) {
	for os.Getppid() == parent {
		time.Sleep(500 * time.Millisecond)
	}
	os.Exit(1)
}
