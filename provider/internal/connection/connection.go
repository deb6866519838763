// Package connection reaches libvirt on a host, at most once per process and
// only when a resource first needs it.
package connection

// Connection is one host's libvirt.
type Connection struct {
	target Target
}

// New returns a connection that is not yet opened.
func New(target Target) *Connection {
	return &Connection{target: target}
}
