package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// makeRunFolder makes a temporary folder that no other user can enter. Its name says
// whose it is, so that a later run removes it if this process is killed; that is
// fleet/terraform/run-folder.ts, and the form of the name is lib/node/process-identity.ts.
func makeRunFolder() (string, error) {
	identity, err := ownIdentity()
	if err != nil {
		return "", err
	}
	return os.MkdirTemp("", "quantum-kvm-"+identity+"-")
}

// ownIdentity is this process: its PID namespace, its number, and when it began.
func ownIdentity() (string, error) {
	namespace, err := os.Readlink("/proc/self/ns/pid")
	if err != nil {
		return "", err
	}
	stat, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return "", err
	}
	// After the name, which may hold anything, in parentheses: the third field and those after it.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	const start = 22 - 3
	if len(fields) <= start {
		return "", fmt.Errorf("/proc/self/stat has only %d fields after the name", len(fields))
	}
	numbers := []string{strings.Trim(namespace, "pid:[]"), strconv.Itoa(os.Getpid()), fields[start]}
	for i, text := range numbers {
		number, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return "", fmt.Errorf("the identity of this process: %w", err)
		}
		numbers[i] = strconv.FormatInt(number, 36)
	}
	return strings.Join(numbers, "."), nil
}
