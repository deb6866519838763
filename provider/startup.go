package main

import (
	"os"
	"runtime/debug"
	"strings"
)

// A provider process lives for a second or less, and Terraform starts three
// of each kind for a plan, so what it does at start-up counts.

// raiseGCPercent lets the heap grow further between collections: 10 MiB cost less
// than the tenth of the time that collecting them takes.
func raiseGCPercent() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

// showName gives this process its name in lists of processes. Started through a
// descriptor it has the descriptor's number there.
func showName() {
	_ = os.WriteFile("/proc/self/comm", []byte("terraform-provi"), 0o600)
}

// quietLogs turns off the trace of every call unless a log is requested. The
// plugin libraries format and send it in any case, and Terraform discards it.
func quietLogs() {
	for _, variable := range os.Environ() {
		if strings.HasPrefix(variable, "TF_LOG") {
			return
		}
	}
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK"} {
		_ = os.Setenv(name, "ERROR")
	}
}
