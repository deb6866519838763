package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"quantum-kvm/provider/internal/provider"
)

// reattachConfig is an entry of TF_REATTACH_PROVIDERS: how Terraform reaches a
// provider that runs already.
type reattachConfig struct {
	Protocol        string
	ProtocolVersion int
	Pid             int
	Test            bool
	Addr            address
}

type address struct {
	Network string
	String  string
}

// run starts a command, normally Terraform, and serves both providers to it from
// this process. Terraform itself would start each of them three times for one
// plan, and both sides generate a key and a certificate each time: more than half
// of what a plan costs. The result is the command's exit status.
func run(interrupted context.Context, command []string) (syscall.WaitStatus, error) {
	child := exec.Command(command[0], command[1:]...)
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	folder, err := makeRunFolder()
	if err == nil {
		defer os.RemoveAll(folder)
		// Otherwise Terraform starts the providers itself.
		if attachments, ok := serveAll(interrupted, folder); ok {
			// A Terraform that is killed leaves its temporary files, and they go with the folder.
			child.Env = append(os.Environ(), "TF_REATTACH_PROVIDERS="+attachments, "TMPDIR="+folder)
		}
	}
	return wait(child)
}

// serveAll serves both providers on sockets in a folder, which no other user can
// enter, and returns the value of TF_REATTACH_PROVIDERS.
func serveAll(interrupted context.Context, sockets string) (string, bool) {
	if err := os.Setenv(plugin.EnvUnixSocketDir, sockets); err != nil {
		return "", false
	}
	attachments := map[string]reattachConfig{}
	for _, kind := range []provider.Kind{provider.Libvirt, provider.Null} {
		served := serve(interrupted, kind)
		if served == nil {
			return "", false
		}
		attachments[provider.Address(kind)] = *served
	}
	value, err := json.Marshal(attachments)
	return string(value), err == nil
}

// serve returns nil where no socket can be created.
func serve(interrupted context.Context, kind provider.Kind) *reattachConfig {
	attached := make(chan *plugin.ReattachConfig)
	server := providerserver.NewProtocol6(provider.New(interrupted, kind, version)())
	go func() {
		_ = tf6server.Serve(provider.Address(kind), server,
			tf6server.WithDebug(context.Background(), attached, make(chan struct{})),
			tf6server.WithGoPluginLogger(hclog.NewNullLogger()))
		close(attached)
	}()
	served := <-attached
	if served == nil {
		return nil
	}
	return &reattachConfig{
		Protocol: string(served.Protocol), ProtocolVersion: served.ProtocolVersion,
		Pid: served.Pid, Test: true,
		Addr: address{Network: served.Addr.Network(), String: served.Addr.String()},
	}
}

// wait runs the command to its end. Signals are forwarded to it: it needs its
// providers until it ends.
func wait(child *exec.Cmd) (syscall.WaitStatus, error) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Reset()
	if err := child.Start(); err != nil {
		return 0, err
	}
	go func() {
		for received := range signals {
			_ = child.Process.Signal(received)
		}
	}()
	err := child.Wait()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		return 0, err
	}
	status, _ := child.ProcessState.Sys().(syscall.WaitStatus)
	return status, nil
}

// exitLike ends this process with the exit code or signal of the command.
func exitLike(status syscall.WaitStatus) {
	if status.Signaled() {
		_ = syscall.Kill(os.Getpid(), status.Signal())
	}
	os.Exit(status.ExitStatus())
}
