package rpc

import (
	"reflect"

	"github.com/digitalocean/go-libvirt"
)

// procedure is what is known of a call's answer before it comes.
type procedure struct {
	name string
	// reply is the type of a reply's body; nil: it has none.
	reply reflect.Type
	// changes: libvirt may work on it for long.
	changes bool
	stream  direction
}

// direction is that of the content that follows a reply.
type direction int

const (
	noStream direction = iota
	upload
	download
)

// procedureID is a procedure's program and number.
type procedureID struct{ program, number uint32 }

// procedures are all that are called. A call that is not among them is refused
// before it is sent, because its reply could not be checked. The numbers are
// those of libvirt's src/remote/remote_protocol.x.
var procedures = map[procedureID]procedure{
	{remoteProgram, 1}:   {name: "ConnectOpen"},
	{remoteProgram, 2}:   {name: "ConnectClose"},
	{remoteProgram, 66}:  query[libvirt.AuthListRet]("AuthList"),
	{remoteProgram, 70}:  query[libvirt.AuthPolkitRet]("AuthPolkit"),
	{remoteProgram, 273}: query[libvirt.ConnectListAllDomainsRet]("ConnectListAllDomains"),

	{remoteProgram, 14}:  query[libvirt.DomainGetXMLDescRet]("DomainGetXMLDesc"),
	{remoteProgram, 15}:  query[libvirt.DomainGetAutostartRet]("DomainGetAutostart"),
	{remoteProgram, 23}:  query[libvirt.DomainLookupByNameRet]("DomainLookupByName"),
	{remoteProgram, 24}:  query[libvirt.DomainLookupByUUIDRet]("DomainLookupByUUID"),
	{remoteProgram, 28}:  change("DomainResume"),
	{remoteProgram, 29}:  change("DomainSetAutostart"),
	{remoteProgram, 150}: query[libvirt.DomainIsActiveRet]("DomainIsActive"),
	{remoteProgram, 151}: query[libvirt.DomainIsPersistentRet]("DomainIsPersistent"),
	{remoteProgram, 160}: change("DomainAttachDeviceFlags"),
	{remoteProgram, 161}: change("DomainDetachDeviceFlags"),
	{remoteProgram, 163}: query[libvirt.DomainGetJobInfoRet]("DomainGetJobInfo"),
	{remoteProgram, 174}: change("DomainUpdateDeviceFlags"),
	{remoteProgram, 183}: query[libvirt.DomainHasManagedSaveImageRet]("DomainHasManagedSaveImage"),
	{remoteProgram, 187}: query[libvirt.DomainSnapshotNumRet]("DomainSnapshotNum"),
	{remoteProgram, 196}: changeTo[libvirt.DomainCreateWithFlagsRet]("DomainCreateWithFlags"),
	{remoteProgram, 199}: change("DomainSetVcpusFlags"),
	{remoteProgram, 200}: query[libvirt.DomainGetVcpusFlagsRet]("DomainGetVcpusFlags"),
	{remoteProgram, 212}: query[libvirt.DomainGetStateRet]("DomainGetState"),
	{remoteProgram, 219}: change("DomainSetSchedulerParametersFlags"),
	{remoteProgram, 231}: change("DomainUndefineFlags"),
	{remoteProgram, 234}: change("DomainDestroyFlags"),
	{remoteProgram, 238}: query[libvirt.DomainGetBlockJobInfoRet]("DomainGetBlockJobInfo"),
	{remoteProgram, 251}: change("DomainBlockResize"),
	{remoteProgram, 258}: change("DomainShutdownFlags"),
	{remoteProgram, 263}: query[libvirt.DomainGetDiskErrorsRet]("DomainGetDiskErrors"),
	{remoteProgram, 264}: change("DomainSetMetadata"),
	{remoteProgram, 267}: change("DomainPmWakeup"),
	{remoteProgram, 274}: query[libvirt.DomainListAllSnapshotsRet]("DomainListAllSnapshots"),
	{remoteProgram, 298}: query[libvirt.DomainGetJobStatsRet]("DomainGetJobStats"),
	{remoteProgram, 350}: changeTo[libvirt.DomainDefineXMLFlagsRet]("DomainDefineXMLFlags"),
	{remoteProgram, 388}: query[libvirt.DomainManagedSaveGetXMLDescRet]("DomainManagedSaveGetXMLDesc"),

	{remoteProgram, 39}:  change("NetworkCreate"),
	{remoteProgram, 41}:  changeTo[libvirt.NetworkDefineXMLRet]("NetworkDefineXML"),
	{remoteProgram, 42}:  change("NetworkDestroy"),
	{remoteProgram, 43}:  query[libvirt.NetworkGetXMLDescRet]("NetworkGetXMLDesc"),
	{remoteProgram, 44}:  query[libvirt.NetworkGetAutostartRet]("NetworkGetAutostart"),
	{remoteProgram, 46}:  query[libvirt.NetworkLookupByNameRet]("NetworkLookupByName"),
	{remoteProgram, 48}:  change("NetworkSetAutostart"),
	{remoteProgram, 49}:  change("NetworkUndefine"),
	{remoteProgram, 152}: query[libvirt.NetworkIsActiveRet]("NetworkIsActive"),
	{remoteProgram, 153}: query[libvirt.NetworkIsPersistentRet]("NetworkIsPersistent"),

	{remoteProgram, 83}:  change("StoragePoolRefresh"),
	{remoteProgram, 84}:  query[libvirt.StoragePoolLookupByNameRet]("StoragePoolLookupByName"),
	{remoteProgram, 93}:  changeTo[libvirt.StorageVolCreateXMLRet]("StorageVolCreateXML"),
	{remoteProgram, 94}:  change("StorageVolDelete"),
	{remoteProgram, 95}:  query[libvirt.StorageVolLookupByNameRet]("StorageVolLookupByName"),
	{remoteProgram, 97}:  query[libvirt.StorageVolLookupByPathRet]("StorageVolLookupByPath"),
	{remoteProgram, 99}:  query[libvirt.StorageVolGetXMLDescRet]("StorageVolGetXMLDesc"),
	{remoteProgram, 100}: query[libvirt.StorageVolGetPathRet]("StorageVolGetPath"),
	{remoteProgram, 154}: query[libvirt.StoragePoolIsActiveRet]("StoragePoolIsActive"),
	{remoteProgram, 208}: {name: "StorageVolUpload", stream: upload},
	{remoteProgram, 209}: {name: "StorageVolDownload", stream: download},
	{remoteProgram, 260}: change("StorageVolResize"),
}

func query[Reply any](name string) procedure {
	return procedure{name: name, reply: reflect.TypeFor[Reply]()}
}

func change(name string) procedure {
	return procedure{name: name, changes: true}
}

func changeTo[Reply any](name string) procedure {
	return procedure{name: name, reply: reflect.TypeFor[Reply](), changes: true}
}
