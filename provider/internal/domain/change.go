package domain

// change is the way from a VM as it stands to the wanted one.
type change struct {
	// before and after are definitions as XML text.
	before, after string
	// running is what the guest runs with now; nil when there is no QEMU process.
	running *definition
	// current is running in words.
	current model
	consequences
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
	result := change{before: before, running: running}
	if running != nil {
		result.current = liveModel(running, defined, plan)
	}
	if result.after, err = defined.edited(before, plan, previous); err != nil {
		return change{}, err
	}
	if running != nil {
		result.consequences = between(result.current, defined.read(), plan, previous, running.number("vcpu"), running.isAdopted())
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
