// Command provider is the Terraform provider bundled with quantum-kvm.
//
// One binary serves two providers. Which one it is follows from the name it is
// started under: terraform-provider-libvirt_v… or terraform-provider-null_v….
// As `run COMMAND…`, under any name, it serves both to the command.
package main

import (
	"context"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"quantum-kvm/provider/internal/provider"
)

// version is set by scripts/build-provider.sh.
var version = "0.0.0"

func main() {
	interrupted := untilInterrupted()
	raiseGCPercent()
	quietLogs()
	if len(os.Args) > 2 && os.Args[1] == "run" {
		showName()
		status, err := run(interrupted, os.Args[2:])
		if err != nil {
			log.Fatal(err)
		}
		exitLike(status)
	}
	kind, err := provider.KindOf(os.Args[0])
	if err != nil {
		log.Fatal(err)
	}
	go exitWithParent(os.Getppid())
	options := providerserver.ServeOpts{Address: provider.Address(kind), ProtocolVersion: 6}
	if err := providerserver.Serve(context.Background(), provider.New(interrupted, kind, version), options); err != nil {
		log.Fatal(err)
	}
}
