package main

import (
	"os"
	"testing"
)

func TestLogOnRequest(t *testing.T) {
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK"} {
		t.Setenv(name, "")
		os.Unsetenv(name)
	}
	logOnRequest()
	if level := os.Getenv("TF_LOG_SDK_PROTO"); level != "ERROR" {
		t.Errorf("without a log asked for, the level is %q", level)
	}
	os.Setenv("TF_LOG_SDK_PROTO", "TRACE")
	logOnRequest()
	if level := os.Getenv("TF_LOG_SDK_PROTO"); level != "TRACE" {
		t.Errorf("a level that was asked for became %q", level)
	}
}
