//go:build acceptance

package acceptance

import "testing"

func TestOurOwnObjectsImportWithoutAChange(t *testing.T) {
	p := newProject(t, standard(t))
	p.apply()
	p.forget()
	p.must("import", networkAddress, networkName)
	p.must("import", "libvirt_volume.disk", poolName+"/"+diskName)
	p.must("import", "libvirt_volume.medium", poolName+"/"+mediumName+"=medium.iso")
	p.must("import", vmAddress, machineName)
	p.settled()
}

func TestAVMImportsByUUID(t *testing.T) {
	p := newProject(t, standard(t))
	p.apply()
	uuid := definitionUUID.FindStringSubmatch(definition(t))[1]
	p.must("state", "rm", vmAddress)
	p.must("import", vmAddress, uuid)
	p.settled()
}

func TestAForeignVMImports(t *testing.T) {
	p := newProject(t, standard(t))
	p.apply()
	edit(t, "urn:quantum-kvm:machine", "urn:somebody:machine")
	p.must("state", "rm", vmAddress)
	p.must("import", vmAddress, machineName)
	p.apply()
	p.settled()
}

func TestWhatIsNotThereDoesNotImport(t *testing.T) {
	p := newProject(t, standard(t))
	if output, succeeded := p.run("import", vmAddress, "absent"); succeeded {
		t.Error(output)
	}
}
