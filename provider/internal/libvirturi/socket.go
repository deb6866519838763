package libvirturi

// defaultSockets are where libvirt listens: the monolithic daemon in both spellings
// of the folder, then the modular one of newer distributions.
var defaultSockets = []string{
	"/run/libvirt/libvirt-sock",
	"/var/run/libvirt/libvirt-sock",
	"/run/libvirt/virtqemud-sock",
	"/var/run/libvirt/virtqemud-sock",
}

// Sockets are the paths of the sockets to try.
func (t Target) Sockets() []string {
	if t.Socket != "" {
		return []string{t.Socket}
	}
	return defaultSockets
}
