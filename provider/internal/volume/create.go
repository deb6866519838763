package volume

import (
	"fmt"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// create makes the volume, or takes over what an interrupted create left.
func (p *pool) create(wanted model) (model, error) {
	if err := p.refresh(); err != nil {
		return model{}, err
	}
	existing, err := p.lookup(wanted.Name.ValueString())
	if err != nil {
		return model{}, err
	}
	if wanted.uploaded() {
		return p.createUploaded(wanted, existing)
	}
	return p.createEmpty(wanted, existing)
}

func (p *pool) createEmpty(wanted model, existing *found) (model, error) {
	size, err := wanted.bytes()
	if err != nil {
		return model{}, err
	}
	if existing == nil {
		return p.make(wanted, size)
	}
	if canonicalFormat(existing.format) != wanted.format() || existing.capacity != size {
		return model{}, foreign(wanted, existing, fmt.Sprintf("a %s volume of %d bytes instead of %s of %d", existing.format, existing.capacity, wanted.format(), size))
	}
	empty, err := p.empty(existing)
	if err != nil {
		return model{}, err
	}
	if !empty {
		return model{}, foreign(wanted, existing, "a volume that may hold data")
	}
	return wanted.at(existing.path), nil
}

func (p *pool) createUploaded(wanted model, existing *found) (model, error) {
	file, size, err := wanted.source()
	if err != nil {
		return model{}, err
	}
	wanted.Capacity = types.Int64Value(size)
	giveBack, err := takeSlot()
	if err != nil {
		return model{}, err
	}
	defer giveBack()
	if existing == nil {
		made, err := p.make(wanted, size)
		if err != nil {
			return model{}, err
		}
		volume := libvirt.StorageVol{Pool: p.pool.Name, Name: made.Name.ValueString(), Key: made.Path.ValueString()}
		if err := p.upload(volume, file, 0, size); err != nil {
			return model{}, err
		}
		return made, p.reload(made.Path.ValueString())
	}
	arrived, err := p.arrived(wanted, existing, file, size)
	if err != nil {
		return model{}, err
	}
	if arrived < size {
		err = p.upload(existing.volume, file, arrived, size)
	}
	if err == nil {
		err = p.reload(existing.path)
	}
	return wanted.at(existing.path), err
}

// arrived counts the bytes of the file that an existing volume already has;
// a volume with any other content is an error.
func (p *pool) arrived(wanted model, existing *found, file string, size int64) (int64, error) {
	if existing.physical != size {
		return 0, foreign(wanted, existing, fmt.Sprintf("a volume of %d bytes instead of the %d of %s", existing.physical, size, file))
	}
	result, err := p.compare(existing.volume, file, size)
	if err != nil {
		return 0, err
	}
	if result.foreign {
		return 0, foreign(wanted, existing, "a volume whose content is not that of "+file)
	}
	return result.equal, nil
}

// make creates the volume without content.
func (p *pool) make(wanted model, size int64) (model, error) {
	text, err := definition{name: wanted.Name.ValueString(), format: wanted.format(), capacity: size}.toXML()
	if err != nil {
		return model{}, err
	}
	volume, err := p.libvirt.StorageVolCreateXML(p.pool, text, 0)
	if err != nil {
		return model{}, err
	}
	path, err := p.libvirt.StorageVolGetPath(volume)
	return wanted.at(path), err
}

// at fills in what the host decides.
func (m model) at(path string) model {
	m.Path, m.ID = types.StringValue(path), types.StringValue(path)
	return m
}

// source is the local file of an uploaded volume and its size in bytes.
func (m model) source() (string, int64, error) {
	file, err := m.file()
	if err != nil {
		return "", 0, err
	}
	size, err := sizeOf(file)
	if err != nil {
		return "", 0, fmt.Errorf("the file to upload: %w; create.content.url is relative to the stack's folder", err)
	}
	return file, size, nil
}

func foreign(wanted model, existing *found, what string) error {
	return fmt.Errorf("the pool already has %s under this name (%s); nothing was changed. Move it away, or, if it is to be managed from here, run: terraform import <address> %s", what, existing.path, wanted)
}
