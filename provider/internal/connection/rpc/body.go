package rpc

import (
	"encoding/binary"
	"fmt"
	"reflect"

	"github.com/digitalocean/go-libvirt"
)

// checkBody returns an error unless the body is exactly one value of the type in
// XDR (RFC 4506); nil is the type of an empty body. The client's decoder believes
// every length and reserves as much memory before it reads on.
func checkBody(body []byte, kind reflect.Type) error {
	rest := body
	if kind != nil {
		var err error
		if rest, err = skip(body, kind); err != nil {
			return err
		}
	}
	if len(rest) > 0 {
		return fmt.Errorf("a body of %d bytes, of which %d are too many", len(body), len(rest))
	}
	return nil
}

// typedValue is XDR's one union in what libvirt answers (remote_typed_param_value).
var typedValue = reflect.TypeFor[libvirt.TypedParamValue]()

// skip returns what follows a value of the type.
func skip(body []byte, kind reflect.Type) ([]byte, error) {
	if kind == typedValue {
		return skipTypedValue(body)
	}
	switch kind.Kind() {
	case reflect.Bool, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return skipBytes(body, 4)
	case reflect.Int64, reflect.Uint64, reflect.Float64:
		return skipBytes(body, 8)
	case reflect.String:
		return skipOpaque(body)
	case reflect.Array:
		return skipArray(body, kind)
	case reflect.Slice:
		return skipSlice(body, kind)
	case reflect.Struct:
		return skipStruct(body, kind)
	default:
		return nil, fmt.Errorf("a value of the type %s, which cannot be checked", kind)
	}
}

func skipBytes(body []byte, count uint64) ([]byte, error) {
	if count > uint64(len(body)) {
		return nil, fmt.Errorf("a value of %d bytes where %d are left", count, len(body))
	}
	return body[count:], nil
}

// skipOpaque skips a length and as many bytes, filled up to a multiple of four.
func skipOpaque(body []byte) ([]byte, error) {
	length, rest, err := readLength(body)
	if err != nil {
		return nil, err
	}
	return skipBytes(rest, padded(uint64(length)))
}

func skipArray(body []byte, kind reflect.Type) ([]byte, error) {
	if kind.Elem().Kind() == reflect.Uint8 {
		return skipBytes(body, padded(uint64(kind.Len())))
	}
	return skipElements(body, kind.Elem(), kind.Len())
}

// skipSlice also skips what XDR calls optional: a list of one or none.
func skipSlice(body []byte, kind reflect.Type) ([]byte, error) {
	if kind.Elem().Kind() == reflect.Uint8 {
		return skipOpaque(body)
	}
	length, rest, err := readLength(body)
	if err != nil {
		return nil, err
	}
	// No element is smaller than four bytes.
	if uint64(length)*4 > uint64(len(rest)) {
		return nil, fmt.Errorf("a list of %d entries in %d bytes", length, len(rest))
	}
	return skipElements(rest, kind.Elem(), int(length))
}

func skipElements(body []byte, element reflect.Type, count int) ([]byte, error) {
	var err error
	for range count {
		if body, err = skip(body, element); err != nil {
			return nil, err
		}
	}
	return body, nil
}

func skipStruct(body []byte, kind reflect.Type) ([]byte, error) {
	var err error
	for i := range kind.NumField() {
		if body, err = skip(body, kind.Field(i).Type); err != nil {
			return nil, err
		}
	}
	return body, nil
}

// skipTypedValue skips what the number before it says (virTypedParameterType).
func skipTypedValue(body []byte) ([]byte, error) {
	discriminant, rest, err := readLength(body)
	if err != nil {
		return nil, err
	}
	switch libvirt.TypedParameterType(discriminant) {
	case libvirt.TypedParamInt, libvirt.TypedParamUint, libvirt.TypedParamBoolean:
		return skipBytes(rest, 4)
	case libvirt.TypedParamLlong, libvirt.TypedParamUllong, libvirt.TypedParamDouble:
		return skipBytes(rest, 8)
	case libvirt.TypedParamString:
		return skipOpaque(rest)
	default:
		return nil, fmt.Errorf("a parameter of the type %d, which libvirt does not have", discriminant)
	}
}

func readLength(body []byte) (uint32, []byte, error) {
	if len(body) < 4 {
		return 0, nil, fmt.Errorf("a length of 4 bytes where %d are left", len(body))
	}
	return binary.BigEndian.Uint32(body), body[4:], nil
}

func padded(length uint64) uint64 {
	return (length + 3) &^ 3
}
