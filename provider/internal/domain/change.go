package domain

import "quantum-kvm/provider/internal/xmlbind"

// change is the way from a VM as it stands to the wanted one.
type change struct {
	// before and after are definitions as XML text.
	before, after string
	// on is set when a QEMU process exists.
	on bool
	// live are effects that the running guest takes on at once.
	live []effect
	// restart names the attributes for which it must be restarted.
	restart []string
}

// changeTo compares; it changes nothing. previous tells which attributes were
// managed until now, and may be nil.
func (m *machine) changeTo(plan model, previous *model) (change, error) {
	defined, before, err := m.definition()
	if err != nil {
		return change{}, err
	}
	running, err := m.live()
	if err != nil {
		return change{}, err
	}
	result := change{before: before, on: running != nil}
	var current model
	if result.on {
		current = liveModel(running, defined)
	}
	if result.after, err = defined.edited(before, plan, previous); err != nil {
		return change{}, err
	}
	if result.on {
		result.sort(differences(current, defined.read(), plan, previous))
	}
	return result, nil
}

// edited writes the plan into the definition and returns its text: the very
// text it was read from if that says the same already.
func (d *definition) edited(before string, plan model, previous *model) (string, error) {
	unchanged, err := d.text()
	if err != nil {
		return "", err
	}
	if err := d.write(plan, previous); err != nil {
		return "", err
	}
	after, err := d.text()
	if after == unchanged {
		after = before
	}
	return after, err
}

// differences names the attributes in which a running guest is not as wanted,
// including those that used to be managed and are to go.
func differences(current, wanted, plan model, previous *model) []string {
	names := xmlbind.Changed(current.seenAs(plan), plan)
	if previous != nil {
		names = append(names, xmlbind.Differing(current.seenAs(*previous), wanted.seenAs(*previous))...)
	}
	return names
}

func (c *change) sort(names []string) {
	sorted := map[string]bool{}
	for _, name := range names {
		if sorted[name] {
			continue
		}
		sorted[name] = true
		if live, can := effects[name]; can {
			c.live = append(c.live, live)
		} else {
			c.restart = append(c.restart, name)
		}
	}
}
