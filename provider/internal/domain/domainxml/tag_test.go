package domainxml_test

import (
	"strings"
	"testing"

	"quantum-kvm/provider/internal/domain/domaintest"
	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/domain/model"
)

const (
	deployment = "3f2a1c04-77aa-4b1e-9d52-0c3e5a9b1d20"
	another    = "00000000-77aa-4b1e-9d52-0c3e5a9b1d20"
)

func tagged(t *testing.T, attributes string) *domainxml.Definition {
	t.Helper()
	return domaintest.Parsed(t, "<domain><uuid>20d31587-bb92-4c87-a303-27b2c77ac3a5</uuid><metadata><quantum:machine xmlns:quantum='urn:quantum-kvm:machine' "+attributes+">{}</quantum:machine></metadata></domain>")
}

func TestTheTagNamesTheDeploymentAndKeepsIt(t *testing.T) {
	d, wanted := domaintest.Captured(t, "inactive"), domaintest.Configured(t)
	for _, metadata := range []*model.Metadata{model.MetadataOf(deployment), nil} {
		wanted.Metadata, wanted.Autostart = metadata, new(metadata == nil)
		if err := d.Apply(wanted, nil); err != nil {
			t.Fatal(err)
		}
		for _, attribute := range []string{`version="1"`, `uuid="20d31587-bb92-4c87-a303-27b2c77ac3a5"`, `deployment="` + deployment + `"`} {
			if text := domaintest.Written(t, d); strings.Count(text, attribute) != 1 {
				t.Errorf("%s is not there once: %s", attribute, text)
			}
		}
		if d.Model().Metadata.Deployment() != deployment || d.TaggedModel().Metadata.Deployment() != deployment {
			t.Error("the deployment is not read again")
		}
	}
}

func TestADeploymentOfAnotherFormIsNone(t *testing.T) {
	for _, claim := range []string{"", strings.ToUpper(deployment), deployment + " ", "${timestamp()}", deployment[1:]} {
		d := tagged(t, `deployment="`+claim+`"`)
		if d.Model().Metadata != nil {
			t.Errorf("%q counts as a deployment", claim)
		}
		if d.Deployment() != claim {
			t.Errorf("%q is not what it claims", claim)
		}
	}
}

func TestATagOfAnotherVersionIsAnError(t *testing.T) {
	for version, expected := range map[string]string{
		"": "", `version="1"`: "",
		`version="2"`:  "newer quantum-kvm",
		`version="0"`:  "allowed is 1 to 1",
		`version=""`:   "allowed is 1 to 1",
		`version="-1"`: "allowed is 1 to 1",
		`version="x"`:  "allowed is 1 to 1",
	} {
		err := tagged(t, version).CheckTagVersion()
		if (err == nil) != (expected == "") || err != nil && !strings.Contains(err.Error(), expected) {
			t.Errorf("%s: %v", version, err)
		}
	}
}

func TestARunningGuestGetsTheDeploymentInItsOwnTag(t *testing.T) {
	running, defined := tagged(t, `uuid="20d31587-bb92-4c87-a303-27b2c77ac3a5"`), tagged(t, `deployment="`+deployment+`"`)
	text, err := domainxml.ElementXML(domainxml.LiveTag(running, defined))
	if expected := `<machine uuid="20d31587-bb92-4c87-a303-27b2c77ac3a5" deployment="` + deployment + `">{}</machine>`; err != nil || text != expected {
		t.Errorf("%s, %v", text, err)
	}
	for name, guest := range map[string]*domainxml.Definition{
		"that has it":   tagged(t, `deployment="`+deployment+`"`),
		"without a tag": domaintest.Parsed(t, "<domain/>"),
		"with a copy's": tagged(t, `uuid="another"`),
	} {
		if domainxml.LiveTag(guest, defined) != nil {
			t.Errorf("a guest %s gets one", name)
		}
	}
}

func TestReconcileShowsAnotherDeployment(t *testing.T) {
	prior := model.Domain{Metadata: model.MetadataOf(deployment)}
	for _, host := range []string{deployment, another, ""} {
		if shown := model.Reconcile(prior, model.Domain{Metadata: model.MetadataOf(host)}); shown.Metadata.Deployment() != host {
			t.Errorf("%q is shown as %q", host, shown.Metadata.Deployment())
		}
	}
	if shown := model.Reconcile(model.Domain{}, model.Domain{Metadata: model.MetadataOf(another)}); shown.Metadata != nil {
		t.Error("what is not managed is shown")
	}
}
