//go:build acceptance

package acceptance

import "testing"

func TestOurOwnObjectsImportWithoutAChange(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	p.forget()
	p.must("import", networkAddress, namesOf(t).Network)
	p.must("import", "libvirt_volume.disk", poolName+"/"+namesOf(t).Disk)
	p.must("import", "libvirt_volume.medium", poolName+"/"+namesOf(t).Medium+"=medium.iso")
	p.must("import", vmAddress, namesOf(t).VM)
	p.converged()
}

func TestAVMImportsByUUID(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	uuid := definitionUUID.FindStringSubmatch(definition(t))[1]
	p.must("state", "rm", vmAddress)
	p.must("import", vmAddress, uuid)
	p.converged()
}

func TestAForeignVMImports(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	edit(t, "urn:quantum-kvm:machine", "urn:somebody:machine")
	p.must("state", "rm", vmAddress)
	p.must("import", vmAddress, namesOf(t).VM)
	p.apply()
	p.converged()
}

func TestWhatIsNotThereDoesNotImport(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	if output, succeeded := p.run("import", vmAddress, "absent"); succeeded {
		t.Error(output)
	}
}
