package rpc

import (
	"testing"
	"time"
)

func TestTimeoutSaysTheLimitThatWasSet(t *testing.T) {
	// On a machine under load a timer is set a moment after its end was fixed.
	err := &TimeoutError{Call: "DomainLookupByUUID", Limit: time.Minute - 5*time.Millisecond}
	if expected := "it did not get on with DomainLookupByUUID within 1m0s"; err.Error() != expected {
		t.Errorf("%q, expected %q", err, expected)
	}
}
