package domain

// devices are those that are managed; what libvirt adds by itself (further
// controllers, input, audio, the console beside the serial port) is not.
type devices struct {
	Controllers []controller `tfsdk:"controllers" json:"controllers,omitempty" at:"controller,open"`
	Disks       []disk       `tfsdk:"disks" json:"disks,omitempty" at:"disk"`
	Interfaces  []nic        `tfsdk:"interfaces" json:"interfaces,omitempty" at:"interface"`
	Graphics    []graphics   `tfsdk:"graphics" json:"graphics,omitempty" at:"graphics"`
	Channels    []channel    `tfsdk:"channels" json:"channels,omitempty" at:"channel"`
	Serials     []serial     `tfsdk:"serials" json:"serials,omitempty" at:"serial"`
	RNGs        []rng        `tfsdk:"rngs" json:"rngs,omitempty" at:"rng"`
	MemBalloon  *memBalloon  `tfsdk:"mem_balloon" json:"mem_balloon,omitempty" at:"memballoon"`
	Videos      []video      `tfsdk:"videos" json:"videos,omitempty" at:"video"`
}

// controller is one that is asked for; libvirt adds others as devices need them.
type controller struct {
	Type  *string `tfsdk:"type" json:"type,omitempty" at:"@type"`
	Model *string `tfsdk:"model" json:"model,omitempty" at:"@model"`
	Index *int64  `tfsdk:"index" json:"index,omitempty" at:"@index"`
}

type disk struct {
	Device   *string     `tfsdk:"device" json:"device,omitempty" at:"@device,default=disk"`
	Driver   *diskDriver `tfsdk:"driver" json:"driver,omitempty" at:"driver"`
	ReadOnly *bool       `tfsdk:"read_only" json:"read_only,omitempty" at:"readonly,present"`
	Serial   *string     `tfsdk:"serial" json:"serial,omitempty" at:"serial"`
	Source   *diskSource `tfsdk:"source" json:"source,omitempty" at:"source"`
	Target   *diskTarget `tfsdk:"target" json:"target,omitempty" at:"target"`
	Boot     *boot       `tfsdk:"boot" json:"boot,omitempty" at:"boot"`
}

type diskDriver struct {
	Name     *string `tfsdk:"name" json:"name,omitempty" at:"@name"`
	Type     *string `tfsdk:"type" json:"type,omitempty" at:"@type"`
	Cache    *string `tfsdk:"cache" json:"cache,omitempty" at:"@cache"`
	IO       *string `tfsdk:"io" json:"io,omitempty" at:"@io"`
	Discard  *string `tfsdk:"discard" json:"discard,omitempty" at:"@discard"`
	IOThread *int64  `tfsdk:"io_thread" json:"io_thread,omitempty" at:"@iothread"`
}

type diskSource struct {
	File  *diskFile  `tfsdk:"file" json:"file,omitempty" at:""`
	Block *diskBlock `tfsdk:"block" json:"block,omitempty" at:""`
}

type diskFile struct {
	File *string `tfsdk:"file" json:"file,omitempty" at:"@file,same=path"`
}

type diskBlock struct {
	Dev *string `tfsdk:"dev" json:"dev,omitempty" at:"@dev,same=path"`
}

type diskTarget struct {
	Dev *string `tfsdk:"dev" json:"dev,omitempty" at:"@dev"`
	Bus *string `tfsdk:"bus" json:"bus,omitempty" at:"@bus"`
}

type boot struct {
	Order *int64 `tfsdk:"order" json:"order,omitempty" at:"@order"`
}

type nic struct {
	MAC    *mac       `tfsdk:"mac" json:"mac,omitempty" at:"mac"`
	Model  *typed     `tfsdk:"model" json:"model,omitempty" at:"model"`
	Source *nicSource `tfsdk:"source" json:"source,omitempty" at:"source"`
}

type mac struct {
	Address *string `tfsdk:"address" json:"address,omitempty" at:"@address,same=case"`
}

// typed is an element of which only the type is managed.
type typed struct {
	Type *string `tfsdk:"type" json:"type,omitempty" at:"@type"`
}

type nicSource struct {
	Network *nicNetwork `tfsdk:"network" json:"network,omitempty" at:""`
}

type nicNetwork struct {
	Network *string `tfsdk:"network" json:"network,omitempty" at:"@network"`
}

type graphics struct {
	VNC *vnc `tfsdk:"vnc" json:"vnc,omitempty" at:""`
}

type vnc struct {
	AutoPort *bool   `tfsdk:"auto_port" json:"auto_port,omitempty" at:"@autoport,default=no"`
	Listen   *string `tfsdk:"listen" json:"listen,omitempty" at:"@listen"`
	Port     *int64  `tfsdk:"port" json:"port,omitempty" at:"@port"`
}

type channel struct {
	Source *channelSource `tfsdk:"source" json:"source,omitempty" at:"source"`
	Target *channelTarget `tfsdk:"target" json:"target,omitempty" at:"target"`
}

type channelSource struct {
	Unix *unixSource `tfsdk:"unix" json:"unix,omitempty" at:""`
}

// unixSource: libvirt leaves out the mode that it takes by default.
type unixSource struct {
	Mode *string `tfsdk:"mode" json:"mode,omitempty" at:"@mode,default=bind"`
}

type channelTarget struct {
	VirtIO *virtIO `tfsdk:"virt_io" json:"virt_io,omitempty" at:""`
}

type virtIO struct {
	Name *string `tfsdk:"name" json:"name,omitempty" at:"@name"`
}

type serial struct {
	Target *serialTarget `tfsdk:"target" json:"target,omitempty" at:"target"`
}

type serialTarget struct {
	Type *string `tfsdk:"type" json:"type,omitempty" at:"@type"`
	Port *int64  `tfsdk:"port" json:"port,omitempty" at:"@port"`
}

type rng struct {
	Model   *string     `tfsdk:"model" json:"model,omitempty" at:"@model"`
	Backend *rngBackend `tfsdk:"backend" json:"backend,omitempty" at:"backend"`
}

type rngBackend struct {
	Random *string `tfsdk:"random" json:"random,omitempty" at:"."`
}

type memBalloon struct {
	Model *string `tfsdk:"model" json:"model,omitempty" at:"@model"`
}

type video struct {
	Model *typed `tfsdk:"model" json:"model,omitempty" at:"model"`
}
