//go:build acceptance

package acceptance

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/digitalocean/go-libvirt"
)

func TestWhatALostApplyLeftIsTakenOver(t *testing.T) {
	t.Parallel()
	c := standard(t)
	p := newProject(t, c)
	p.apply()
	uuid := domain(t).UUID
	p.forget()
	check(t, host.DomainDestroy(domain(t)))
	check(t, host.NetworkDestroy(network(t)))
	c.MemoryMiB = 160
	p.configure(c)
	p.apply()
	p.converged()
	if domain(t).UUID != uuid {
		t.Error("the VM was replaced")
	}
	if !running(t) {
		t.Error("the guest does not run")
	}
}

// longUpload is of a medium that is still under way when it was seen to have begun, beside tests that use the same libvirt.
const longUpload = 512 << 20

func TestAnUploadKilledHalfWayIsCompleted(t *testing.T) {
	t.Parallel()
	p := newPlainProject(t, standard(t))
	p.medium(longUpload)
	killInUpload(t, p)
	p.apply()
	p.converged()
	compareMedium(t, p)
}

func TestAnInterruptedUploadEndsAndLeavesNothing(t *testing.T) {
	t.Parallel()
	p := newPlainProject(t, standard(t))
	p.medium(longUpload)
	apply := startUpload(t, p)
	from := time.Now()
	check(t, apply.Process.Signal(os.Interrupt))
	if err := apply.Wait(); err == nil || time.Since(from) > 20*time.Second {
		t.Errorf("after %s: %v", time.Since(from), err)
	}
	if _, err := os.Stat(filepath.Join(p.folder, ".terraform.tfstate.lock.info")); err == nil {
		t.Error("the state is locked")
	}
	if _, found := volume(t, namesOf(t).Medium); found {
		t.Error("a part of the medium is left")
	}
	p.apply()
	p.converged()
	compareMedium(t, p)
}

func TestTheProviderOfAKilledTerraformEnds(t *testing.T) {
	t.Parallel()
	p := newPlainProject(t, standard(t))
	p.medium(longUpload)
	apply := startUpload(t, p)
	providers := childrenOf(t, apply.Process.Pid)
	if len(providers) == 0 {
		t.Fatal("Terraform has no provider")
	}
	check(t, apply.Process.Kill())
	_ = apply.Wait()
	for _, pid := range providers {
		if !endsWithin(5*time.Second, pid) {
			t.Errorf("the provider %d lives on", pid)
		}
	}
	p.apply()
	p.converged()
	compareMedium(t, p)
}

// childrenOf reads the process table.
func childrenOf(t *testing.T, parent int) []int {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	check(t, err)
	var children []int
	for _, entry := range entries {
		var pid, its int
		status, _ := os.ReadFile(filepath.Join("/proc", entry.Name(), "stat"))
		// After the name, which may hold spaces, in parentheses: state and parent.
		after := string(status[bytes.LastIndexByte(status, ')')+1:])
		_, failed := fmt.Sscan(after, new(string), &its)
		if _, err := fmt.Sscan(entry.Name(), &pid); err == nil && failed == nil && its == parent {
			children = append(children, pid)
		}
	}
	return children
}

func endsWithin(limit time.Duration, pid int) bool {
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if syscall.Kill(pid, 0) != nil {
			return true
		}
	}
	return false
}

// killInUpload kills Terraform and the provider as soon as the volume has some content.
func killInUpload(t *testing.T, p *project) {
	t.Helper()
	apply := startUpload(t, p)
	check(t, syscall.Kill(-apply.Process.Pid, syscall.SIGKILL))
	_ = apply.Wait()
	if state, _ := p.run("state", "list"); strings.Contains(state, "medium") {
		t.Error("the upload was over before the kill")
	}
}

// startUpload returns as soon as the volume has some content.
func startUpload(t *testing.T, p *project) *exec.Cmd {
	t.Helper()
	apply := p.command("apply", "-auto-approve", "-target=libvirt_volume.medium")
	apply.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	own, err := connect()
	check(t, err)
	defer func() { _ = own.Disconnect() }()
	storage, err := own.StoragePoolLookupByName(poolName)
	check(t, err)
	check(t, apply.Start())
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		volume, err := own.StorageVolLookupByName(storage, namesOf(t).Medium)
		if err != nil {
			continue
		}
		if _, _, allocation, err := own.StorageVolGetInfo(volume); err == nil && allocation > 0 {
			break
		}
	}
	return apply
}

func compareMedium(t *testing.T, p *project) {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(p.folder, "medium.iso"))
	check(t, err)
	volume, found := volume(t, namesOf(t).Medium)
	if !found {
		t.Fatal("the medium is not there")
	}
	var content bytes.Buffer
	check(t, host.StorageVolDownload(volume, &content, 0, uint64(len(file)), 0))
	if !bytes.Equal(content.Bytes(), file) {
		t.Error("the medium is not the file")
	}
}

func TestWhatIsNotOursIsRefused(t *testing.T) {
	t.Parallel()
	t.Run("network over another bridge", func(t *testing.T) {
		p := newProject(t, standard(t))
		_, err := host.NetworkDefineXML(fmt.Sprintf("<network><name>%s</name><forward mode='bridge'/><bridge name='other0'/></network>", namesOf(t).Network))
		check(t, err)
		p.refused("Creating the network "+namesOf(t).Network, "other0", "virsh net-undefine "+namesOf(t).Network)
	})
	t.Run("VM without our tag", func(t *testing.T) {
		p := newProject(t, standard(t))
		_, err := host.DomainDefineXML(fmt.Sprintf("<domain type='qemu'><name>%s</name><memory unit='MiB'>64</memory><os><type>hvm</type></os></domain>", namesOf(t).VM))
		check(t, err)
		before := definition(t)
		p.refused("Creating the VM "+namesOf(t).VM, "not made from here", `run "quantum-kvm adopt"`, "terraform import <address> "+namesOf(t).VM)
		if definition(t) != before {
			t.Error("the definition was changed")
		}
	})
	t.Run("disk with data", func(t *testing.T) {
		p := newProject(t, standard(t))
		made := makeVolume(t, namesOf(t).Disk, "qcow2", 1<<30)
		check(t, host.StorageVolUpload(made, bytes.NewReader(qcow2WithData(t, made)), 0, 0, 0))
		p.refused("Creating the volume "+poolName+"/"+namesOf(t).Disk, "may hold data", moveAway(t, namesOf(t).Disk))
		if _, found := volume(t, namesOf(t).Disk); !found {
			t.Error("the disk is gone")
		}
	})
	t.Run("disk of another size with data", func(t *testing.T) {
		p := newProject(t, standard(t))
		made := makeVolume(t, namesOf(t).Disk, "qcow2", 2<<30)
		check(t, host.StorageVolUpload(made, bytes.NewReader(qcow2WithData(t, made)), 0, 0, 0))
		p.refused("Creating the volume "+poolName+"/"+namesOf(t).Disk, "may hold data", moveAway(t, namesOf(t).Disk))
		if _, found := volume(t, namesOf(t).Disk); !found {
			t.Error("the disk is gone")
		}
	})
	t.Run("raw file with a few bytes, which some file systems keep without a block", func(t *testing.T) {
		p := newProject(t, standard(t))
		made := makeVolume(t, namesOf(t).Disk, "raw", 4096)
		check(t, host.StorageVolUpload(made, strings.NewReader("kept"), 0, 4, 0))
		p.refused("Creating the volume "+poolName+"/"+namesOf(t).Disk, "may hold data", moveAway(t, namesOf(t).Disk))
	})
	t.Run("medium with other content", func(t *testing.T) {
		p := newProject(t, standard(t))
		made := makeVolume(t, namesOf(t).Medium, "raw", 1<<20)
		check(t, host.StorageVolUpload(made, bytes.NewReader(bytes.Repeat([]byte("x"), 1<<20)), 0, 1<<20, 0))
		p.refused("Creating the volume "+poolName+"/"+namesOf(t).Medium, "content is not that of", moveAway(t, namesOf(t).Medium))
	})
}

// moveAway is the command that the refusal names.
func moveAway(t *testing.T, name string) string {
	t.Helper()
	file := "/var/lib/libvirt/images/" + name
	return fmt.Sprintf("mv %s %s.kept && virsh pool-refresh %s", file, file, poolName)
}

func TestAnEmptyDiskIsTakenOverOrMadeAnew(t *testing.T) {
	t.Parallel()
	for name, left := range map[string]struct {
		format string
		size   uint64
	}{
		"of the same kind":  {"qcow2", 1 << 30},
		"that is larger":    {"qcow2", 2 << 30},
		"that is smaller":   {"qcow2", 1 << 20},
		"of another format": {"raw", 1 << 30},
		"without any size":  {"raw", 0},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProject(t, standard(t))
			makeVolume(t, namesOf(t).Disk, left.format, left.size)
			p.apply()
			p.converged()
			made, _ := volume(t, namesOf(t).Disk)
			if _, size, _, err := host.StorageVolGetInfo(made); err != nil || size != 1<<30 {
				t.Errorf("the disk has %d bytes (%v)", size, err)
			}
		})
	}
}

// TestAnEmptyDiskThatAVMHasStays: its guest may be about to write to it.
func TestAnEmptyDiskThatAVMHasStays(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	makeVolume(t, namesOf(t).Disk, "qcow2", 2<<30)
	_, err := host.DomainDefineXML(fmt.Sprintf("<domain type='qemu'><name>%s</name><memory unit='MiB'>64</memory><os><type>hvm</type></os><devices><disk type='file'><driver name='qemu' type='qcow2'/><source file='/var/lib/libvirt/images/%s'/><target dev='vda'/></disk></devices></domain>", namesOf(t).VM, namesOf(t).Disk))
	check(t, err)
	p.refused("Creating the volume "+poolName+"/"+namesOf(t).Disk, "the VM "+namesOf(t).VM+" has", "nothing was changed")
	made, found := volume(t, namesOf(t).Disk)
	if !found {
		t.Fatal("the disk is gone")
	}
	if _, size, _, err := host.StorageVolGetInfo(made); err != nil || size != 2<<30 {
		t.Errorf("the disk has %d bytes (%v)", size, err)
	}
}

func makeVolume(t *testing.T, name, format string, size uint64) libvirt.StorageVol {
	t.Helper()
	text := fmt.Sprintf("<volume><name>%s</name><capacity>%d</capacity><allocation>0</allocation><target><format type='%s'/></target></volume>", name, size, format)
	volume, err := host.StorageVolCreateXML(pool(t), text, 0)
	check(t, err)
	return volume
}

// qcow2WithData is the volume's file with a mapped cluster: the first entry of
// the table that the header's bytes 40 to 47 point to is set.
func qcow2WithData(t *testing.T, volume libvirt.StorageVol) []byte {
	t.Helper()
	var file bytes.Buffer
	check(t, host.StorageVolDownload(volume, &file, 0, 1<<20, 0))
	content := append(file.Bytes(), make([]byte, 1<<18)...)
	table := int(content[45])<<16 | int(content[46])<<8 | int(content[47])
	content[table] = 0x80
	return content
}
