// Package xmldoc reads XML that a host has written.
package xmldoc

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/beevik/etree"
)

// The largest definitions of real VMs have some hundred KiB and two thousand
// elements, eight deep.
const (
	maxBytes = 4 << 20
	maxDepth = 100
	maxNodes = 50_000
)

// Parse reads a document whose root must have the given name. A tree takes a
// hundred times the memory of its text, so the text is measured before one is made.
func Parse(text, root string) (*etree.Document, error) {
	if err := measure(text, root); err != nil {
		return nil, fmt.Errorf("libvirt's description of the %s cannot be used: %w", root, err)
	}
	document := etree.NewDocument()
	if err := document.ReadFromString(text); err != nil {
		return nil, fmt.Errorf("libvirt's description of the %s cannot be read as XML: %w", root, err)
	}
	return document, nil
}

func measure(text, root string) error {
	if len(text) > maxBytes {
		return fmt.Errorf("it has %d bytes; allowed are %d", len(text), maxBytes)
	}
	decoder := xml.NewDecoder(strings.NewReader(text))
	depth, nodes, roots := 0, 0, 0
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("it is no XML: %w", err)
		}
		nodes++
		switch token := token.(type) {
		case xml.Directive:
			return errors.New("it has a document type, which libvirt never writes")
		case xml.StartElement:
			if depth == 0 {
				if roots++; token.Name.Local != root {
					return fmt.Errorf("it is a %q", token.Name.Local)
				}
			}
			depth++
			nodes += len(token.Attr)
		case xml.EndElement:
			depth--
		}
		if depth > maxDepth || nodes > maxNodes {
			return fmt.Errorf("it is nested deeper than %d or has more than %d nodes", maxDepth, maxNodes)
		}
	}
	if roots != 1 || depth != 0 {
		return errors.New("it is not one whole document")
	}
	return nil
}
