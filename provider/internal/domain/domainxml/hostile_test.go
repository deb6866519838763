package domainxml_test

import (
	"testing"

	"quantum-kvm/provider/internal/domain/consequence"
	"quantum-kvm/provider/internal/domain/domaintest"
	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/domain/model"
)

// FuzzDefinition gives whatever a host calls a definition to all that reads one.
func FuzzDefinition(f *testing.F) {
	t := &testing.T{}
	for _, text := range []string{
		domaintest.Text(t, "inactive"), domaintest.Text(t, "live"), "<domain/>", "<domain><devices/></domain>",
		"<domain><devices><disk/><interface/><graphics/><channel/><serial/><rng/><controller/><video/></devices></domain>",
		"<domain><devices><disk><source/><target/><backingStore><source file='/etc/shadow'/></backingStore></disk></devices></domain>",
		"<domain><memory unit='EiB'>9223372036854775807</memory><vcpu>-1</vcpu><cputune><quota>x</quota></cputune></domain>",
		"<domain><metadata><quantum:machine xmlns:quantum='urn:quantum-kvm:machine'>{\"devices\":{\"disks\":[{}]}}</quantum:machine></metadata></domain>",
	} {
		f.Add(text, text)
	}
	f.Fuzz(func(t *testing.T, definedText, liveText string) {
		defined, err := domainxml.Parse(definedText)
		if err != nil {
			return
		}
		wanted := domaintest.Configured(t)
		read(defined)
		previous := defined.TaggedModel()
		if live, err := domainxml.Parse(liveText); err == nil {
			read(live)
			current := domainxml.LiveModel(live, defined, wanted)
			_ = model.MergeDrift(wanted, model.Reconcile(wanted, defined.Model()), model.Reconcile(wanted, current))
			_ = consequence.Of(current, defined.Model(), wanted, previous, live.Model().VCPU, consequence.Guest{Active: true, Adopted: live.IsAdopted()})
		}
		_, _ = defined.ApplyToText(definedText, wanted, previous)
	})
}

func read(definition *domainxml.Definition) {
	_ = definition.IsTagged()
	_ = definition.ImportModel()
	_ = definition.CheckFreePorts(1)
	for _, disk := range definition.Disks() {
		_ = domainxml.FormatOf(disk) + domainxml.SourceOf(disk) + domainxml.TargetOf(disk) + domainxml.FurtherFiles(disk)
	}
}
