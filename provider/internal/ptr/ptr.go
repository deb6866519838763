// Package ptr reads optional values that are kept as pointers.
package ptr

// Deref is the value that p points to, or fallback if p is nil.
func Deref[T any](p *T, fallback T) T {
	if p == nil {
		return fallback
	}
	return *p
}

// Equal reports whether both are nil or point to equal values.
func Equal[T comparable](a, b *T) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
