package main

import (
	"os"
	"testing"
)

func TestLogsAreQuietUnlessRequested(t *testing.T) {
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK"} {
		t.Setenv(name, "")
		os.Unsetenv(name)
	}
	quietLogs()
	if level := os.Getenv("TF_LOG_SDK_PROTO"); level != "ERROR" {
		t.Errorf("without a log asked for, the level is %q", level)
	}
	os.Setenv("TF_LOG_SDK_PROTO", "TRACE")
	quietLogs()
	if level := os.Getenv("TF_LOG_SDK_PROTO"); level != "TRACE" {
		t.Errorf("a level that was asked for became %q", level)
	}
}
