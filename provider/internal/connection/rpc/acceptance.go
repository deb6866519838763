//go:build acceptance

package rpc

import "github.com/digitalocean/go-libvirt"

// The acceptance tests bring about what a person or a guest would, with calls
// that the provider does not make.
func init() {
	procedures[procedureID{remoteProgram, 9}] = change("DomainCreate")
	procedures[procedureID{remoteProgram, 11}] = changeTo[libvirt.DomainDefineXMLRet]("DomainDefineXML")
	procedures[procedureID{remoteProgram, 12}] = change("DomainDestroy")
	procedures[procedureID{remoteProgram, 34}] = change("DomainSuspend")
	procedures[procedureID{remoteProgram, 77}] = changeTo[libvirt.StoragePoolDefineXMLRet]("StoragePoolDefineXML")
	procedures[procedureID{remoteProgram, 78}] = change("StoragePoolCreate")
	procedures[procedureID{remoteProgram, 79}] = change("StoragePoolBuild")
	procedures[procedureID{remoteProgram, 80}] = change("StoragePoolDestroy")
	procedures[procedureID{remoteProgram, 81}] = change("StoragePoolDelete")
	procedures[procedureID{remoteProgram, 82}] = change("StoragePoolUndefine")
	procedures[procedureID{remoteProgram, 98}] = query[libvirt.StorageVolGetInfoRet]("StorageVolGetInfo")
	procedures[procedureID{remoteProgram, 182}] = change("DomainManagedSave")
	procedures[procedureID{remoteProgram, 185}] = changeTo[libvirt.DomainSnapshotCreateXMLRet]("DomainSnapshotCreateXML")
	procedures[procedureID{remoteProgram, 194}] = query[libvirt.DomainGetBlockInfoRet]("DomainGetBlockInfo")
	procedures[procedureID{remoteProgram, 204}] = change("DomainSetMemoryFlags")
	procedures[procedureID{remoteProgram, 245}] = change("DomainReset")
	procedures[procedureID{remoteProgram, 264}] = change("DomainSetMetadata")
	procedures[procedureID{qemuProgram, 3}] = changeTo[libvirt.QEMUDomainAgentCommandRet]("QEMUDomainAgentCommand")
}
