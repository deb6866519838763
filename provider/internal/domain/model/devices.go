package model

import "quantum-kvm/provider/internal/ptr"

// Devices are those that are managed; what libvirt adds by itself (further
// controllers, input, audio, the console beside the serial port) is not.
type Devices struct {
	Controllers []Controller `tfsdk:"controllers" json:"controllers,omitempty" at:"controller,open"`
	Disks       []Disk       `tfsdk:"disks" json:"disks,omitempty" at:"disk"`
	Interfaces  []NIC        `tfsdk:"interfaces" json:"interfaces,omitempty" at:"interface"`
	Graphics    []Graphics   `tfsdk:"graphics" json:"graphics,omitempty" at:"graphics"`
	Channels    []Channel    `tfsdk:"channels" json:"channels,omitempty" at:"channel"`
	Serials     []Serial     `tfsdk:"serials" json:"serials,omitempty" at:"serial"`
	RNGs        []RNG        `tfsdk:"rngs" json:"rngs,omitempty" at:"rng"`
	MemBalloon  *MemBalloon  `tfsdk:"mem_balloon" json:"mem_balloon,omitempty" at:"memballoon"`
	Videos      []Video      `tfsdk:"videos" json:"videos,omitempty" at:"video"`
}

// Controller is one that is asked for; libvirt adds others as devices need them.
type Controller struct {
	Type  *string `tfsdk:"type" json:"type,omitempty" at:"@type"`
	Model *string `tfsdk:"model" json:"model,omitempty" at:"@model"`
	Index *int64  `tfsdk:"index" json:"index,omitempty" at:"@index"`
}

// Disk is a disk or CD-ROM drive.
type Disk struct {
	Device   *string     `tfsdk:"device" json:"device,omitempty" at:"@device,default=disk"`
	Driver   *DiskDriver `tfsdk:"driver" json:"driver,omitempty" at:"driver"`
	ReadOnly *bool       `tfsdk:"read_only" json:"read_only,omitempty" at:"readonly,present"`
	Serial   *string     `tfsdk:"serial" json:"serial,omitempty" at:"serial"`
	Source   *DiskSource `tfsdk:"source" json:"source,omitempty" at:"source"`
	Target   *DiskTarget `tfsdk:"target" json:"target,omitempty" at:"target"`
	Boot     *Boot       `tfsdk:"boot" json:"boot,omitempty" at:"boot"`
}

// DiskDriver is how QEMU reads and writes a disk's source.
type DiskDriver struct {
	Name     *string `tfsdk:"name" json:"name,omitempty" at:"@name"`
	Type     *string `tfsdk:"type" json:"type,omitempty" at:"@type"`
	Cache    *string `tfsdk:"cache" json:"cache,omitempty" at:"@cache"`
	IO       *string `tfsdk:"io" json:"io,omitempty" at:"@io"`
	Discard  *string `tfsdk:"discard" json:"discard,omitempty" at:"@discard"`
	IOThread *int64  `tfsdk:"io_thread" json:"io_thread,omitempty" at:"@iothread"`
}

// DiskSource is where a disk's data is: in a file or on a block device.
type DiskSource struct {
	File  *FileSource  `tfsdk:"file" json:"file,omitempty" at:""`
	Block *BlockSource `tfsdk:"block" json:"block,omitempty" at:""`
}

// FileSource is an image file on the host.
type FileSource struct {
	File *string `tfsdk:"file" json:"file,omitempty" at:"@file,same=path"`
}

// BlockSource is a block device of the host.
type BlockSource struct {
	Dev *string `tfsdk:"dev" json:"dev,omitempty" at:"@dev,same=path"`
}

// DiskTarget is the name and bus by which the guest sees a disk.
type DiskTarget struct {
	Dev *string `tfsdk:"dev" json:"dev,omitempty" at:"@dev"`
	Bus *string `tfsdk:"bus" json:"bus,omitempty" at:"@bus"`
}

// Boot is a device's place in the boot order.
type Boot struct {
	Order *int64 `tfsdk:"order" json:"order,omitempty" at:"@order"`
}

// NIC is a network interface card.
type NIC struct {
	MAC    *MAC         `tfsdk:"mac" json:"mac,omitempty" at:"mac"`
	Model  *DeviceModel `tfsdk:"model" json:"model,omitempty" at:"model"`
	Source *NICSource   `tfsdk:"source" json:"source,omitempty" at:"source"`
}

// MAC is the address of a NIC.
type MAC struct {
	Address *string `tfsdk:"address" json:"address,omitempty" at:"@address,same=case"`
}

// DeviceModel is the model element of a device, of which only the type is managed.
type DeviceModel struct {
	Type *string `tfsdk:"type" json:"type,omitempty" at:"@type"`
}

// NICSource is what a NIC is connected to.
type NICSource struct {
	Network *NetworkSource `tfsdk:"network" json:"network,omitempty" at:""`
}

// NetworkSource is a libvirt network.
type NetworkSource struct {
	Network *string `tfsdk:"network" json:"network,omitempty" at:"@network"`
}

// NetworkName is the libvirt network that the NIC is connected to; empty for none.
func (n NIC) NetworkName() string {
	return ptr.Deref(ptr.Deref(ptr.Deref(n.Source, NICSource{}).Network, NetworkSource{}).Network, "")
}

// Graphics is a display.
type Graphics struct {
	VNC *VNC `tfsdk:"vnc" json:"vnc,omitempty" at:""`
}

// VNC is a VNC server on the host.
type VNC struct {
	AutoPort *bool   `tfsdk:"auto_port" json:"auto_port,omitempty" at:"@autoport,default=no"`
	Listen   *string `tfsdk:"listen" json:"listen,omitempty" at:"@listen"`
	Port     *int64  `tfsdk:"port" json:"port,omitempty" at:"@port"`
}

// Channel is a port between host and guest, such as the guest agent's.
type Channel struct {
	Source *ChannelSource `tfsdk:"source" json:"source,omitempty" at:"source"`
	Target *ChannelTarget `tfsdk:"target" json:"target,omitempty" at:"target"`
}

// ChannelSource is the host's end of a channel.
type ChannelSource struct {
	Unix *UnixSocket `tfsdk:"unix" json:"unix,omitempty" at:""`
}

// UnixSocket is a socket on the host. libvirt omits the mode that is its default.
type UnixSocket struct {
	Mode *string `tfsdk:"mode" json:"mode,omitempty" at:"@mode,default=bind"`
}

// ChannelTarget is the guest's end of a channel.
type ChannelTarget struct {
	VirtIO *VirtIOPort `tfsdk:"virt_io" json:"virt_io,omitempty" at:""`
}

// VirtIOPort is a virtio-serial port.
type VirtIOPort struct {
	Name *string `tfsdk:"name" json:"name,omitempty" at:"@name"`
}

// Serial is a serial port.
type Serial struct {
	Target *SerialTarget `tfsdk:"target" json:"target,omitempty" at:"target"`
}

// SerialTarget is a serial port as the guest sees it.
type SerialTarget struct {
	Type *string `tfsdk:"type" json:"type,omitempty" at:"@type"`
	Port *int64  `tfsdk:"port" json:"port,omitempty" at:"@port"`
}

// RNG is a random number generator.
type RNG struct {
	Model   *string     `tfsdk:"model" json:"model,omitempty" at:"@model"`
	Backend *RNGBackend `tfsdk:"backend" json:"backend,omitempty" at:"backend"`
}

// RNGBackend is the host's source of random numbers.
type RNGBackend struct {
	Random *string `tfsdk:"random" json:"random,omitempty" at:"."`
}

// MemBalloon is the memory balloon device.
type MemBalloon struct {
	Model *string `tfsdk:"model" json:"model,omitempty" at:"@model"`
}

// Video is a graphics card.
type Video struct {
	Model *DeviceModel `tfsdk:"model" json:"model,omitempty" at:"model"`
}
