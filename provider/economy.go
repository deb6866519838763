package main

import (
	"os"
	"runtime/debug"
	"strings"
)

// A provider process lives for a second or less, and Terraform starts three
// of each kind for a plan: what it does at all times counts more than what it
// does well.

// collectSeldom lets the heap grow further before it is collected; 10 MiB are
// worth less than the tenth of the time that collecting them takes.
func collectSeldom() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

// logOnRequest silences the trace of every call, which the plugin libraries
// put into words even where nobody asked for a log and Terraform, having read
// it, throws it away.
func logOnRequest() {
	for _, variable := range os.Environ() {
		if strings.HasPrefix(variable, "TF_LOG") {
			return
		}
	}
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK"} {
		_ = os.Setenv(name, "ERROR")
	}
}
